//! Warnings and progress of code generation on the console, and the generators of plugins for `check`.

use std::path::Path;

use super::console::Console;
use super::guard::working_on;
use super::input::InputArgs;
use super::plugin_limits;
use super::progress::Progress;
use protoward_generation::{GenerationStep, Observer, OutputFolder, RunSettings, folders_of_plugins};
use protoward_plugin::Step;
use protoward_source::{Report, Sources};
use protoward_workspace::config::Config;
use protoward_workspace::inputs::Input;

/// Shows what happens while code is generated.
#[derive(Debug)]
pub(super) struct ConsoleObserver<'a> {
    console: &'a mut Console,
    /// `true` if only problems are printed.
    is_quiet: bool,
    progress: Option<Progress>,
}

impl<'a> ConsoleObserver<'a> {
    pub(super) fn new(console: &'a mut Console, is_quiet: bool) -> Self {
        Self { console, is_quiet, progress: None }
    }

    fn progress(&self, what: &str) -> Progress {
        Progress::new(self.console.progress_style().filter(|_| !self.is_quiet), what)
    }
}

impl Observer for ConsoleObserver<'_> {
    fn problems(&mut self, report: &Report, sources: &Sources) {
        self.console.problems(report, sources);
    }

    fn generator_warnings(&mut self, report: &Report, sources: &Sources) {
        if !self.is_quiet {
            self.console.problems(report, sources);
        }
    }

    fn remark(&mut self, remark: &str) {
        if !self.is_quiet {
            self.console.print_status(remark);
        }
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

/// The input of `check`, which was compiled before.
#[derive(Debug)]
pub(super) struct Overrides<'a> {
    pub(super) input: &'a InputArgs,
    /// `true`: its problems are already reported.
    pub(super) is_known: bool,
}

impl<'a> Overrides<'a> {
    /// Returns flags that override nothing.
    pub(super) fn none(input: &'a InputArgs, _base: &Path) -> Self {
        Self { input, is_known: true }
    }
}

/// Generates everything that the tables of a configuration with plugins request, and compares it with the existing files.
/// Returns `None` after a reported error.
pub(super) fn configured(
    config: &Config,
    root: &Path,
    overrides: &Overrides<'_>,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Vec<OutputFolder>> {
    debug_assert!(overrides.is_known);
    let input = overrides.input.parse(console)?;
    let settings = run_settings(overrides.input, input);
    let folders = folders_of_plugins(config, root, &settings, sources, &mut ConsoleObserver::new(console, false));
    folders.map_err(|report| console.problems(&report, sources)).ok()
}
