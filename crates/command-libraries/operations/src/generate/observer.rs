//! The receiver of warnings and progress, so that generators do not depend on a terminal.

use protoward_inputs::Input;
use protoward_plugin::Step;
use protoward_source::{Report, Sources};

/// A step of generation that takes time.
#[derive(Clone, Copy, Debug)]
pub enum GenerationStep<'a> {
    /// The files of an input are compiled.
    Compiling(&'a Input),
    /// Generators run, in this number of calls.
    Calling(usize),
    /// The built-in generators of Rust run.
    WritingRust,
}

/// Receives what a user may want to see while code is generated. Errors are results instead.
pub trait Observer: Sync {
    /// Receives problems of an input, a configuration or a schema, and warnings of generators, that do not prevent the generation.
    fn problems(&mut self, report: &Report, sources: &Sources);

    /// Receives a remark about a generator that was chosen implicitly.
    fn remark(&mut self, _remark: &str) {}

    /// Receives the text that a plugin wrote to standard error, or a line about its output.
    fn text(&mut self, _text: &str) {}

    /// Is called before a step.
    fn begins(&mut self, _step: GenerationStep<'_>) {}

    /// Is called after the step that began last, before anything else is received.
    fn ends(&mut self) {}

    /// Receives the progress of a call of a generator, on any thread.
    fn call(&self, _generator: &str, _step: Step) {}
}

/// Runs a step between [`Observer::begins`] and [`Observer::ends`].
pub(crate) fn observed<T>(
    observer: &mut dyn Observer,
    step: GenerationStep<'_>,
    work: impl FnOnce(&dyn Observer) -> T,
) -> T {
    observer.begins(step);
    let done = work(observer);
    observer.ends();
    done
}

/// Runs work that reports its problems. They are the error if it has no result.
pub(crate) fn reported<T>(
    observer: &mut dyn Observer,
    sources: &mut Sources,
    work: impl FnOnce(&mut Sources, &mut Report) -> Option<T>,
) -> Result<T, Report> {
    let mut report = Report::default();
    match work(sources, &mut report) {
        Some(done) => {
            observer.problems(&report, sources);
            Ok(done)
        }
        None => Err(report),
    }
}
