/*
 * Every metric that there is. Names and units as Prometheus has them (prometheus.io/docs/practices/naming): a prefix, the
 * base unit, `_total` for what only grows. Names are for ever: rules and dashboards of others hold on to them.
 */

export type MetricType = 'counter' | 'gauge' | 'histogram' | 'summary'

interface Described {
  readonly type: MetricType
  readonly help: string
}

export const CATALOGUE = {
  rollcall_build_info: { type: 'gauge', help: 'The version that runs; always 1.' },
  rollcall_source_info: { type: 'gauge', help: 'A source of frames and what kind it is; always 1.' },
  rollcall_source_state: { type: 'gauge', help: '1 for the state that a source is in, 0 for the others.' },
  rollcall_source_last_frame_timestamp_seconds: {
    type: 'gauge',
    help: 'When the last frame of any kind came, by the clock of this machine.',
  },
  rollcall_source_last_message_timestamp_seconds: {
    type: 'gauge',
    help: 'When the last IGMP or MLD message came, by the clock of this machine.',
  },
  rollcall_capture_starts_total: {
    type: 'counter',
    help: 'Times that the capture of an interface was started: more than one means that it ended or hung.',
  },
  rollcall_frames_total: { type: 'counter', help: 'Frames that a source gave.' },
  rollcall_message_frames_total: { type: 'counter', help: 'Frames with an IGMP or MLD message, copies included.' },
  rollcall_duplicate_frames_total: { type: 'counter', help: 'Messages that were dropped as copies of a mirror.' },
  rollcall_looped_frames_total: { type: 'counter', help: 'Copies that no mirror makes: frames that go round a loop.' },
  rollcall_dropped_frames_total: {
    type: 'counter',
    help: 'Frames that the kernel dropped before they were read; absent where it does not tell.',
  },
  rollcall_lost_mirror_frames_total: {
    type: 'counter',
    help: 'Mirrored frames that never came, by the numbers they carry; absent where they carry none.',
  },
  rollcall_undecodable_frames_total: { type: 'counter', help: 'Frames that could not be read, by reason.' },
  rollcall_message_problems_total: { type: 'counter', help: 'What was wrong with messages, by kind.' },
  rollcall_sampled_messages_total: { type: 'counter', help: 'Messages out of samples (sFlow): they change nothing.' },
  rollcall_refused_total: { type: 'counter', help: 'New entries that a full table refused, by what they were.' },
  rollcall_evicted_total: {
    type: 'counter',
    help: 'Entries that gave their place in a full table to others: in a flood what answers queries stays.',
  },
  rollcall_pending_senders: { type: 'gauge', help: 'Senders of mirrored frames that wait for approval.' },
  rollcall_segments: { type: 'gauge', help: 'Segments that a source has shown.' },
  rollcall_segments_in_other: {
    type: 'gauge',
    help: 'Segments of a source that are summed under segment="_other": more than 1,000 were heard of in all.',
  },
  rollcall_messages_total: {
    type: 'counter',
    help: 'IGMP and MLD messages by kind and by version as on the wire, copies left out.',
  },
  rollcall_groups: { type: 'gauge', help: 'Groups with state, those of 224.0.0.0/24 and link-local ones left out.' },
  rollcall_groups_without_member: { type: 'gauge', help: 'Those of them whose last known member has gone.' },
  rollcall_link_local_groups: { type: 'gauge', help: 'Groups that switches always flood: 224.0.0.0/24, link-local.' },
  rollcall_hosts: { type: 'gauge', help: 'Hosts with a membership in such a group.' },
  rollcall_members: {
    type: 'gauge',
    help: 'Memberships by how sure they are: confirmed reported in time, presumed may be held back by others.',
  },
  rollcall_members_unknown: {
    type: 'gauge',
    help: 'Those of them, confirmed or presumed, that may have left while the tap was blind: not heard since.',
  },
  rollcall_querier_info: { type: 'gauge', help: 'The elected querier, or 0.0.0.0 where a switch asks; always 1.' },
  rollcall_querier_last_seen_timestamp_seconds: {
    type: 'gauge',
    help: 'The last general query, in the clock of its source: that of a replayed file is the time of the file.',
  },
  rollcall_query_interval_seconds: {
    type: 'summary',
    help: 'Gaps between general queries: quantiles of the last ones, sum and count of all.',
  },
  rollcall_missed_queries_total: { type: 'counter', help: 'General queries that should have come and did not.' },
  rollcall_response_delay_seconds: { type: 'histogram', help: 'From a general query to the answer of a host.' },
  rollcall_leave_latency_seconds: {
    type: 'histogram',
    help: 'From the leave of a host to the end of its group, where it was the last.',
  },
  rollcall_findings_open: { type: 'gauge', help: 'Findings that are open, by code and severity.' },
  rollcall_findings_without_room: { type: 'gauge', help: 'Findings that found no room in the book of their source.' },
  rollcall_group_members: { type: 'gauge', help: 'Memberships of one group; only with the label group.' },
  rollcall_host_groups: { type: 'gauge', help: 'Memberships of one host; only with the label host.' },
  rollcall_metrics_series_left_out: {
    type: 'gauge',
    help: 'Series of single groups or hosts that are not told: the bound is 10,000 in all.',
  },
  rollcall_history_state: { type: 'gauge', help: '1 for the state that the history is in, 0 for the others.' },
  rollcall_history_queued_changes: { type: 'gauge', help: 'Changes that wait for the disk.' },
  rollcall_history_lag_seconds: { type: 'gauge', help: 'How long the oldest change has waited for the disk.' },
  rollcall_history_written_changes_total: { type: 'counter', help: 'Changes that are in the file.' },
  rollcall_history_dropped_changes_total: {
    type: 'counter',
    help: 'Changes that found no room while the disk was slow.',
  },
  rollcall_history_trimmed_events_total: { type: 'counter', help: 'Old events taken away to stay within the size.' },
  rollcall_history_size_bytes: { type: 'gauge', help: 'The file with its write-ahead log.' },
  rollcall_history_limit_bytes: { type: 'gauge', help: 'How large it may become.' },
  rollcall_history_begin_timestamp_seconds: { type: 'gauge', help: 'The oldest event that is kept.' },
  rollcall_certificate_not_after_timestamp_seconds: {
    type: 'gauge',
    help: 'When the TLS certificate that is in use ends; absent where the server speaks plain http.',
  },
  rollcall_certificate_refused: {
    type: 'gauge',
    help: '1 while the files of the certificate cannot be used and the one before stays in use, else 0.',
  },
  rollcall_viewers: { type: 'gauge', help: 'Pages that are connected.' },
  rollcall_http_requests_total: { type: 'counter', help: 'Answered requests by the class of their status.' },
  rollcall_http_refused_connections_total: {
    type: 'counter',
    help: 'Connections that found no place: there were too many, of all or of one address.',
  },
  rollcall_http_cut_connections_total: {
    type: 'counter',
    help: 'Connections that did nothing and were closed to make room for others.',
  },
  rollcall_deliveries_total: { type: 'counter', help: 'Messages of a channel that were sent, and those given up.' },
  rollcall_deliveries_waiting: { type: 'gauge', help: 'Messages of a channel that are still to be sent.' },
} as const satisfies Readonly<Record<string, Described>>
export type MetricName = keyof typeof CATALOGUE
