//! All generators of a run, side by side.

use super::error::Failure;
use super::generator::{Generated, Generator, Task};
use super::support::unsupported;
use protoward_source::parallel;

/// A generator, and what it is to do.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The generator.
    pub generator: &'a dyn Generator,
    /// What it is to do.
    pub task: Task<'a>,
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Call").field("generator", &self.generator.name()).finish_non_exhaustive()
    }
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It begins.
    Begins,
    /// It is over.
    Ends,
}

/// Runs generators in parallel and returns their results in order. A generator that does not support a file has failed, whatever
/// it returned.
pub fn run(calls: &[Call<'_>]) -> Vec<Result<Generated, Vec<Failure>>> {
    run_told(calls, |_, _| {})
}

/// Runs generators as [`run`] does, and calls `tell` with the index of a call when it begins and when it ends.
pub fn run_told(calls: &[Call<'_>], tell: impl Fn(usize, Step) + Sync) -> Vec<Result<Generated, Vec<Failure>>> {
    // Programs work elsewhere, and mostly wait for each other's input and output.
    let threads = parallel::threads(None).max(2);
    parallel::map(calls.len(), threads, |index| {
        let Call { generator, task } = &calls[index];
        tell(index, Step::Begins);
        let generated = generator.generate(task);
        tell(index, Step::Ends);
        let generated = generated.map_err(|failure| vec![*failure])?;
        let mut failures = unsupported(generator.name(), &generated.supports, task);
        match failures.first_mut() {
            Some(first) => {
                first.said = generated.notes;
                Err(failures)
            }
            None => Ok(generated),
        }
    })
}
