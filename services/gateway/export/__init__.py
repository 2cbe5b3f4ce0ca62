"""Any filtered list of articles as JSON Lines, CSV or Parquet, of any length with the same memory.

records  an article as one flat record, as far as its newspaper's rights allow
writers  records as JSON Lines or CSV
parquet  records as Parquet
stream   the answer that writes a walk to its client
"""
