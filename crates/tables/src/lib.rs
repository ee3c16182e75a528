//! Large tables in one streaming pass that interns and groups; result tables as Parquet.

pub mod write;
