//! The child process that runs the inputs. It may hang, overflow its stack or exhaust memory without affecting its parent.

use std::io::Write;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::inputs::Inputs;
use super::sample::Input;
use super::target::Target;
use protoward_kit::error::Error;

/// The kinds of records on standard output: the next input starts, or it has panicked. The number of the input follows.
pub(super) const NEXT: u8 = b'n';
pub(super) const PANIC: u8 = b'p';

/// The length of a record in bytes.
pub(super) const RECORD: usize = 9;

/// The message and location of the last panic.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Runs inputs from number `first` until `time` has passed.
pub(super) fn run(target: Target, seed: u64, first: u64, time: Duration) -> Result<(), Error> {
    let inputs = Inputs::read()?;
    remember_panics();
    let started = Instant::now();
    let mut out = std::io::stdout().lock();
    let mut number = first;
    while started.elapsed() < time {
        let input = target.input(&inputs, seed, number);
        write_record(&mut out, NEXT, number)?;
        if let Some(words) = panic_of(target, &input) {
            super::keep(target, seed, number, &input, &words)?;
            write_record(&mut out, PANIC, number)?;
        }
        number += 1;
    }
    Ok(())
}

/// Runs one input and returns the message of its panic, if any.
pub(super) fn panic_of(target: Target, input: &Input) -> Option<String> {
    let result = panic::catch_unwind(AssertUnwindSafe(|| target.run(input)));
    result.err().map(|_| PANICKED.lock().map_or_else(|it| it.into_inner().clone(), |it| it.clone()))
}

/// Installs a hook that stores the message of a panic, for the file next to its input.
pub(super) fn remember_panics() {
    panic::set_hook(Box::new(|info| {
        if let Ok(mut words) = PANICKED.lock() {
            *words = info.to_string();
        }
    }));
}

fn write_record(out: &mut impl Write, what: u8, number: u64) -> Result<(), Error> {
    let [a, b, c, d, e, f, g, h] = number.to_le_bytes();
    let written = out.write_all(&[what, a, b, c, d, e, f, g, h]).and_then(|()| out.flush());
    written.map_err(Error::at("the standard output".as_ref()))
}
