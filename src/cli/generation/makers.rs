//! What generates: programs, and what is built in.

use std::path::Path;

use super::super::diagnostics;
use crate::config::{Generation, PluginSetting, Runs, Word};
use crate::plugin::{Failure, Generator, Plugin};
use crate::report::{Diagnostic, Report};

/// A generator for each plugin of a template.
pub(super) struct Makers {
    makers: Vec<Box<dyn Generator>>,
    need_schema: bool,
}

impl Makers {
    pub(super) fn new(generation: &Generation) -> Result<Self, Report> {
        let (mut makers, mut report, mut need_schema) = (Vec::new(), Report::default(), false);
        for plugin in &generation.plugins {
            match maker(plugin) {
                Ok((maker, is_built_in)) => {
                    makers.push(maker);
                    need_schema |= is_built_in;
                }
                Err(problem) => report.push(*problem),
            }
        }
        if report.has_errors() { Err(report) } else { Ok(Self { makers, need_schema }) }
    }

    pub(super) fn of(&self, plugin: usize) -> &dyn Generator {
        &*self.makers[plugin]
    }

    /// Whether anything is built in, and reads a schema.
    pub(super) const fn need_schema(&self) -> bool {
        self.need_schema
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

fn maker(setting: &PluginSetting) -> Result<(Box<dyn Generator>, bool), Box<Diagnostic>> {
    match &setting.runs {
        Runs::Program(words) => {
            let mut words = words.iter().map(|word| word.text.clone());
            let program = Plugin::new(words.next().unwrap_or_default()).arguments(words.collect());
            Ok((Box::new(program), false))
        }
        Runs::Named(name) => {
            let program = format!("protoc-gen-{}", name.text);
            match built_in(&name.text) {
                Some(maker) if !is_on_path(&program) => Ok((maker, true)),
                _ => Ok((Box::new(Plugin::new(program)), false)),
            }
        }
        Runs::Builtin(name) => match built_in(&name.text) {
            Some(maker) => Ok((maker, true)),
            None => of_protoc(name),
        },
    }
}

/// As buf does, a plugin of that name stands in for what is built into protoc.
fn of_protoc(name: &Word) -> Result<(Box<dyn Generator>, bool), Box<Diagnostic>> {
    let program = format!("protoc-gen-{}", name.text);
    match is_on_path(&program) {
        true => Ok((Box::new(Plugin::new(program)), false)),
        false => Err(diagnostics::not_built_in(name)),
    }
}

fn built_in(name: &str) -> Option<Box<dyn Generator>> {
    let _ = name;
    None
}

/// Whether a program is in a folder of `PATH`.
fn is_on_path(program: &str) -> bool {
    let folders = std::env::var_os("PATH");
    let mut folders = folders.iter().flat_map(std::env::split_paths);
    let ending = std::env::consts::EXE_SUFFIX;
    folders.any(|folder| Path::new(&folder).join(format!("{program}{ending}")).is_file())
}
