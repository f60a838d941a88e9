//! The process that feeds: it may hang, overflow its stack or eat memory, and only it goes down.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::inputs::Inputs;
use super::target::{Input, Target};
use protoward_oracles::trouble::Trouble;

/// What the child tells: which input comes next, and which one made it panic, each with its number.
pub(super) const NEXT: u8 = b'n';
pub(super) const PANIC: u8 = b'p';

/// The length of one such record.
pub(super) const RECORD: usize = 9;

/// What the last panic said, and where.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Feeds inputs from `first` until `time` is over.
pub(super) fn run(target: Target, seed: u64, first: u64, time: Duration) -> Result<(), Trouble> {
    let inputs = Inputs::read()?;
    remember_panics();
    let started = Instant::now();
    let mut out = std::io::stdout().lock();
    let mut number = first;
    while started.elapsed() < time {
        let input = target.input(&inputs, seed, number);
        tell(&mut out, NEXT, number)?;
        if let Some(words) = panic_of(target, &input) {
            super::keep(target, seed, number, &input, &words)?;
            tell(&mut out, PANIC, number)?;
        }
        number += 1;
    }
    Ok(())
}

/// Feeds one input, and says how it panicked.
pub(super) fn panic_of(target: Target, input: &Input) -> Option<String> {
    let fed = panic::catch_unwind(AssertUnwindSafe(|| target.feed(input)));
    fed.err().map(|_| PANICKED.lock().map_or_else(|it| it.into_inner().clone(), |it| it.clone()))
}

/// Keeps what a panic says, for the file beside its input.
pub(super) fn remember_panics() {
    panic::set_hook(Box::new(|info| {
        if let Ok(mut words) = PANICKED.lock() {
            *words = info.to_string();
        }
    }));
}

fn tell(out: &mut impl Write, what: u8, number: u64) -> Result<(), Trouble> {
    let [a, b, c, d, e, f, g, h] = number.to_le_bytes();
    let written = out.write_all(&[what, a, b, c, d, e, f, g, h]).and_then(|()| out.flush());
    written.map_err(Trouble::at("the standard output".as_ref()))
}
