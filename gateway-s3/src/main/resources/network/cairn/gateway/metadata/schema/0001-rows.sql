-- All metadata: rows in the order of their keys' unsigned bytes, which is how bytea compares.
-- Room is left in each page so that rows which are changed often, such as counters, stay in theirs: then no index
-- entry is written, and transactions on the keys beside them are not taken for conflicting.
create table if not exists cairn_rows (
  key bytea primary key,
  value bytea not null
) with (fillfactor = 80);
