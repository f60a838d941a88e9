//! What generates: programs, and what is built in.

use std::path::Path;

use super::super::diagnostics;
use crate::config::{Generation, PluginSetting, Runs, Word};
use crate::plugin::{Failure, Generator, Plugin};
use crate::python;
use crate::report::{Diagnostic, Report};

/// A generator for each plugin of a template.
pub(super) struct Makers {
    makers: Vec<Maker>,
}

/// A generator.
enum Maker {
    Program(Plugin),
    BuiltIn(&'static dyn Generator),
}

impl Makers {
    pub(super) fn new(generation: &Generation) -> Result<Self, Report> {
        let mut report = Report::default();
        let makers = generation.plugins.iter().filter_map(|plugin| maker(plugin).map_err(|it| report.push(*it)).ok());
        let makers = makers.collect();
        if report.has_errors() { Err(report) } else { Ok(Self { makers }) }
    }

    pub(super) fn of(&self, plugin: usize) -> &dyn Generator {
        match &self.makers[plugin] {
            Maker::Program(program) => program,
            Maker::BuiltIn(generator) => *generator,
        }
    }

    /// Whether anything is built in, and reads a schema.
    pub(super) fn need_schema(&self) -> bool {
        self.makers.iter().any(|maker| matches!(maker, Maker::BuiltIn(_)))
    }

    /// What a generator has to say, and where it is asked for.
    pub(super) fn said(&self, generation: &Generation, plugin: usize, failure: &Failure) -> Diagnostic {
        let diagnostic = *failure.diagnostic();
        match diagnostic.place() {
            None => diagnostic.label(generation.plugins[plugin].place, "asked for here"),
            Some(_) => diagnostic,
        }
    }
}

fn maker(setting: &PluginSetting) -> Result<Maker, Box<Diagnostic>> {
    match &setting.runs {
        Runs::Program(words) => {
            let mut words = words.iter().map(|word| word.text.clone());
            let program = Plugin::new(words.next().unwrap_or_default()).arguments(words.collect());
            Ok(Maker::Program(program))
        }
        Runs::Named(name) => {
            let program = format!("protoc-gen-{}", name.text);
            match python::generator(&name.text) {
                Some(generator) if !is_on_path(&program) => Ok(Maker::BuiltIn(generator)),
                _ => Ok(Maker::Program(Plugin::new(program))),
            }
        }
        Runs::Builtin(name) => match python::generator(&name.text) {
            Some(generator) => Ok(Maker::BuiltIn(generator)),
            None => of_protoc(name),
        },
    }
}

/// As buf does, a plugin of that name stands in for what is built into protoc.
fn of_protoc(name: &Word) -> Result<Maker, Box<Diagnostic>> {
    let program = format!("protoc-gen-{}", name.text);
    match is_on_path(&program) {
        true => Ok(Maker::Program(Plugin::new(program))),
        false => Err(diagnostics::not_built_in(name)),
    }
}

/// Whether a program is in a folder of `PATH`.
fn is_on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH");
    let mut folders = folders.iter().flat_map(std::env::split_paths);
    let ending = std::env::consts::EXE_SUFFIX;
    folders.any(|folder| Path::new(&folder).join(format!("{program}{ending}")).is_file())
}
