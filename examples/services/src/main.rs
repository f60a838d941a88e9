//! Services.
fn main() {}
