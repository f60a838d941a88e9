//! A plugin that only reads its request, so that a benchmark measures the program that calls it.
//!
//! It appends the size of its request in bytes to the file in the environment variable `READ`, if the variable is set.

use std::fs::OpenOptions;
use std::io::{Read, Result, Write, stdin, stdout};

/// A response that declares support for `optional` in proto3 (3) and for editions from proto2 (998) to 2024 (1001).
const ANSWER: [u8; 8] = [0x10, 3, 0x18, 0xe6, 0x07, 0x20, 0xe9, 0x07];

fn main() -> Result<()> {
    let mut input = stdin().lock(); let mut buffer = vec![0; 1 << 16]; let mut bytes = 0;
    loop {
        match input.read(&mut buffer)? {
            0 => break,
            length => bytes += length,
        }
    }
    if let Some(note) = std::env::var_os("READ") {
        // A single write, because several plugins run concurrently.
        OpenOptions::new().create(true).append(true).open(note)?.write_all(format!("{bytes}\n").as_bytes())?;
    }
    stdout().write_all(&ANSWER)
}
