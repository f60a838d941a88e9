//! The time that a runtime takes for a message: prints nanoseconds of decoding and encoding.

use std::hint::black_box;
use std::time::Instant;

const ROUNDS: u32 = 2_000;

/// The number of measurements, of which the fastest counts.
const SERIES: usize = 7;

pub fn run<M>(decode: impl Fn(&[u8]) -> M, encode: impl Fn(&M) -> Vec<u8>) {
    let path = std::env::args_os().nth(1).expect("the path of the message");
    let bytes = std::fs::read(path).expect("the message can be read");
    let message = decode(&bytes);
    assert_eq!(encode(&message).len(), bytes.len(), "nothing is lost");
    let decoding = fastest(|| drop(black_box(decode(black_box(&bytes)))));
    let encoding = fastest(|| drop(black_box(encode(black_box(&message)))));
    println!("{decoding} {encoding}");
}

fn fastest(work: impl Fn()) -> u128 {
    let series = (0..SERIES).map(|_| {
        let start = Instant::now();
        (0..ROUNDS).for_each(|_| work());
        start.elapsed().as_nanos() / u128::from(ROUNDS)
    });
    series.min().unwrap_or_default()
}
