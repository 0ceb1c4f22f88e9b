import './styles/tokens.css'
import './styles/base.css'
import './styles/page.css'
import './styles/forced.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createConnection, openSocket } from './live/connection.ts'
import { CONNECTION } from './live/use-view.ts'
import { router } from './router.ts'
import { useAccess } from './stores/access.ts'
import { useClock } from './stores/clock.ts'
import { useLive } from './stores/live.ts'
import { useSettings } from './stores/settings.ts'
import { zoneInAddress } from './zone-in-address.ts'

const pinia = createPinia()
zoneInAddress(router, () => useSettings(pinia).zone)
const app = createApp(App).use(pinia).use(router)
useClock(pinia).start()
const access = useAccess(pinia)
app.provide(
  CONNECTION,
  createConnection(
    openSocket(() => access.doubt()),
    useLive(pinia).sink,
  ),
)
// The first text is already in the reader's language.
await useSettings(pinia).start(new URLSearchParams(location.search))
app.mount('#app')
