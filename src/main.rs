//! The protoward binary.
fn main() {}
