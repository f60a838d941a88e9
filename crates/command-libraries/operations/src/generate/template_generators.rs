//! Generators of a template: plugins, built-in generators, and those of a protoc executable.

use crate::generate::diagnostics;
use protoward_plugin::google_rust::Rust;
use protoward_plugin::{Failure, Generator, GeneratorProblem, Limits, Plugin, Protoc, google_rust, only_protoc_has};
use protoward_schema::Schema;
use protoward_settings::{Builtin, Generation, PluginSetting, Runs};
use protoward_source::{Diagnostic, LocatedText, Place, Report, Sources};

/// The generators of a template, one for each plugin.
pub(crate) struct Generators {
    generators: Vec<TemplateGenerator>,
    /// Remarks about generators that were chosen implicitly.
    pub(crate) notes: Vec<String>,
}

/// A generator, by what runs: a program, code of this one, or protoc.
enum TemplateGenerator {
    Program(Plugin),
    BuiltIn(&'static dyn Generator),
    Protoc(Protoc),
}

impl Generators {
    pub(crate) fn new(generation: &Generation, limits: Limits) -> Result<Self, Report> {
        let mut report = Report::default();
        let mut notes = Vec::new();
        let mut finder = Finder { limits, notes: &mut notes };
        let generators = generation.plugins.iter();
        let generators =
            generators.filter_map(|plugin| finder.generator(plugin).map_err(|it| report.push(*it)).ok()).collect();
        if report.has_errors() { Err(report) } else { Ok(Self { generators, notes }) }
    }

    pub(crate) fn of(&self, plugin: usize) -> &dyn Generator {
        match &self.generators[plugin] {
            TemplateGenerator::Program(program) => program,
            TemplateGenerator::BuiltIn(generator) => *generator,
            TemplateGenerator::Protoc(protoc) => protoc,
        }
    }

    /// Returns the first program of a plugin that does not exist.
    pub(crate) fn missing_program(&self) -> Option<&str> {
        self.generators.iter().find_map(|generator| match generator {
            TemplateGenerator::Program(program) if !program.is_there() => Some(program.name()),
            TemplateGenerator::Program(_) | TemplateGenerator::BuiltIn(_) | TemplateGenerator::Protoc(_) => None,
        })
    }

    /// Returns `true` if a built-in generator needs a schema.
    pub(crate) fn needs_schema(&self) -> bool {
        self.generators.iter().any(|generator| matches!(generator, TemplateGenerator::BuiltIn(_)))
    }
}

/// Returns the diagnostics of a failure. Unless the sources are at fault, they point to `place`, which requests the plugin.
pub(crate) fn explain(failure: &Failure, place: Place, schema: &Schema, sources: &mut Sources) -> Report {
    if let GeneratorProblem::Invalid(mistakes) = &failure.problem {
        return protoward_plugin::located(mistakes, schema, sources);
    }
    let diagnostic = *failure.diagnostic();
    Report::from_iter([match diagnostic.place() {
        None => diagnostic.label(place, "asked for here"),
        Some(_) => diagnostic,
    }])
}

struct Finder<'a> {
    limits: Limits,
    notes: &'a mut Vec<String>,
}

impl Finder<'_> {
    fn generator(&mut self, setting: &PluginSetting) -> Result<TemplateGenerator, Box<Diagnostic>> {
        match &setting.runs {
            Runs::Program(words) => {
                let mut words = texts(words).into_iter();
                let program = self.plugin(words.next().unwrap_or_default());
                Ok(TemplateGenerator::Program(program.arguments(words.collect())))
            }
            Runs::Named(builtin) => {
                let replacement_plugin = self.replacement_plugin(&builtin.name);
                let is_of_protoc = is_built_into_protoc(&builtin.name.text);
                if replacement_plugin.is_there() || !is_of_protoc {
                    Ok(TemplateGenerator::Program(replacement_plugin))
                } else {
                    self.builtin(builtin)
                }
            }
            Runs::Builtin(builtin) => self.builtin(builtin),
        }
    }

    /// Returns the generator for a language that protoc has built in. The first available is used: a built-in
    /// generator of this program, a plugin with the name, the protoc of the configuration, or a protoc on the `PATH`.
    /// With a configured protoc, the built-in generator is skipped. As in buf, a plugin takes precedence over protoc.
    fn builtin(&mut self, Builtin { name, protoc }: &Builtin) -> Result<TemplateGenerator, Box<Diagnostic>> {
        let own = protoward_python::generator(&name.text)
            .or_else(|| google_rust::generator(&name.text))
            .or_else(|| protoward_openapi::generator(&name.text));
        let replacement_plugin = self.replacement_plugin(name);
        match (own, protoc.split_first()) {
            (Some(own), None) => Ok(TemplateGenerator::BuiltIn(own)),
            _ if replacement_plugin.is_there() => Ok(TemplateGenerator::Program(replacement_plugin)),
            (_, Some((program, arguments))) => {
                let protoc = Protoc::new(&*name.text, &*program.text).arguments(texts(arguments));
                Ok(TemplateGenerator::Protoc(protoc.limits(self.limits)))
            }
            (None, None) => {
                let found = Protoc::on_path(&*name.text).filter(|_| only_protoc_has(&name.text).is_some());
                let protoc = found.ok_or_else(|| diagnostics::not_built_in(name))?;
                let language = &name.text;
                let program = protoc.program();
                self.notes.push(format!("{language}: made by {program}; `protoc_path` names another one"));
                Ok(TemplateGenerator::Protoc(protoc.limits(self.limits)))
            }
        }
    }

    /// Returns the plugin that replaces a generator of protoc.
    fn replacement_plugin(&self, name: &LocatedText) -> Plugin {
        self.plugin(format!("protoc-gen-{}", name.text))
    }

    fn plugin(&self, name: String) -> Plugin {
        Plugin::new(name).limits(self.limits)
    }
}

/// Returns `true` if protoc contains the generator.
fn is_built_into_protoc(name: &str) -> bool {
    protoward_python::generator(name).is_some() || name == Rust::NAME || only_protoc_has(name).is_some()
}

fn texts(words: &[LocatedText]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}
