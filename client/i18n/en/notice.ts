import { NOTICES, type NoticeCode } from '../../../shared/notice.ts'

/** In English the page says what the terminal says. */
export const notice: Record<NoticeCode, string> = NOTICES
