//! Warnings and progress of code generation on the console, for `generate` and `check`.

use super::console::Console;
use super::guard::working_on;
use super::input::InputArgs;
use super::plugin_limits;
use super::progress::Progress;
use protoward_inputs::Input;
use protoward_operations::generate::{GenerationStep, Observer, RunSettings};
use protoward_plugin::Step;
use protoward_source::{Report, Sources};

/// Shows what happens while code is generated.
#[derive(Debug)]
pub(super) struct ConsoleObserver<'a> {
    console: &'a mut Console,
    progress: Option<Progress>,
}

impl<'a> ConsoleObserver<'a> {
    pub(super) fn new(console: &'a mut Console) -> Self {
        Self { console, progress: None }
    }

    fn progress(&self, what: &str) -> Progress {
        Progress::new(self.console.progress_style(), what)
    }
}

impl Observer for ConsoleObserver<'_> {
    fn problems(&mut self, report: &Report, sources: &Sources) {
        self.console.problems(report, sources);
    }

    fn remark(&mut self, remark: &str) {
        self.console.print_status(remark);
    }

    fn text(&mut self, text: &str) {
        self.console.note(text);
    }

    fn begins(&mut self, step: GenerationStep<'_>) {
        match step {
            GenerationStep::Compiling(input) => {
                working_on(&input.to_string());
                self.progress = Some(self.progress("compiling"));
            }
            GenerationStep::Calling(calls) => {
                let progress = self.progress("generating");
                progress.calls(calls);
                self.progress = Some(progress);
            }
            GenerationStep::WritingRust => working_on("the generated code"),
        }
    }

    fn ends(&mut self) {
        self.progress = None;
    }

    fn call(&self, generator: &str, step: Step) {
        if let Some(progress) = &self.progress {
            progress.step(generator, step);
        }
    }
}

/// Returns the settings of a run for an input, which override nothing.
pub(super) fn run_settings(args: &InputArgs, input: Input) -> RunSettings {
    RunSettings {
        options: args.options(),
        is_input_named: args.is_named(),
        limits: plugin_limits::for_plugins(),
        ..RunSettings::new(input)
    }
}
