"""All that faces Faust (faust-streaming 0.15.3) and the consumer of aiokafka below it.

Faust keeps the group, its rebalancing, the tables and their recovery; what a stage reads, finishes and
commits is ours. For that these files touch what the two packages call private:
- overridden: `App._create_directories` and `_consumer_wait_empty`; of the consumer `_new_consumer_thread`,
  `_drain_messages` and `_filter_committable_offsets`; of its thread `_commit`;
- called: of the consumer `_getmany`, `_get_active_partitions`, `_to_message`, `_should_commit` and
  `_is_changelog_tp`; of its thread `_ensure_consumer` and `_thread`; `AIOKafkaConsumer._coordinator`;
- read or written: `_thread`, `_read_offset` and `_committed_offset` of the consumer, `_key_partition` of the
  memory store.

Read this list before an upgrade of either package; `tests/faults/test_safe_stage.py` says which faults of
Faust are still there.
"""
