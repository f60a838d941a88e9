//! Parallel execution of generators. A generator that does not support a file fails, whatever it returned.

use super::error::Failure;
use super::generator::{Generated, Generator, GeneratorCall};
use super::support::unsupported;
use protoward_source::parallel;

/// A generator with its task.
#[derive(Clone, Copy)]
pub struct PlannedCall<'a> {
    /// The generator to call.
    pub generator: &'a dyn Generator,
    /// The input of the call.
    pub task: GeneratorCall<'a>,
}

impl std::fmt::Debug for PlannedCall<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PlannedCall").field("generator", &self.generator.name()).finish_non_exhaustive()
    }
}

/// The progress of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Before the generator is called.
    Begins,
    /// After the generator has returned, with success or without.
    Ends,
}

/// Runs generators in parallel and returns their results in order. Calls `tell` with the index of a call at its start and
/// end.
pub fn run(calls: &[PlannedCall<'_>], tell: impl Fn(usize, Step) + Sync) -> Vec<Result<Generated, Vec<Failure>>> {
    // Plugins are separate processes that mostly wait for input and output.
    let threads = parallel::threads(None).max(2);
    parallel::map(calls.len(), threads, |index| {
        tell(index, Step::Begins);
        let generated = run_one(&calls[index]);
        tell(index, Step::Ends);
        generated
    })
}

/// Runs a generator. One that does not support a file fails, regardless of its result.
pub fn run_one(call: &PlannedCall<'_>) -> Result<Generated, Vec<Failure>> {
    let PlannedCall { generator, task } = call;
    let generated = generator.generate(task).map_err(|failure| vec![*failure])?;
    let mut failures = unsupported(generator.name(), &generated.supports, task);
    match failures.first_mut() {
        Some(first) => {
            first.stderr = generated.notes;
            Err(failures)
        }
        None => Ok(generated),
    }
}
