/** The field that a refusal of the book is about; null: none of them. */
export function wrongField(code: string | null): 'kind' | 'subject' | 'on' | 'name' | null {
  switch (code) {
    case 'name-no-kind':
      return 'kind'
    case 'name-no-group':
    case 'name-no-host':
    case 'name-no-segment':
      return 'subject'
    case 'name-segment-on':
      return 'on'
    case 'name-missing':
    case 'name-too-long':
    case 'name-not-plain':
      return 'name'
    default:
      return null
  }
}
