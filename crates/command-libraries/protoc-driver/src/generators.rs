//! `--X_out`: runs generators in the order of their flags, and writes their output when all have succeeded.

use crate::arguments::{Arguments, Job, Output};
use crate::errors::{self, Failure};
use crate::mapping::normalize;
use crate::output;
use crate::streams::Streams;
use protoward_plugin as plugin;
use protoward_plugin::google_rust::{Rust, RustGrpc};
use protoward_plugin::{
    Generated, GeneratedFile, Generator, GeneratorCall, GeneratorProblem, OutputPlace, PlannedCall, Plugin,
    RequestOptions,
};
use protoward_python::GrpcPython;
use protoward_source::paths::System;
use protoward_source::{Approximate, Sources};

/// Writes all outputs, and returns their paths for `--dependency_out`.
pub(crate) fn generate(job: &Job<'_>, streams: &mut impl Streams) -> Result<Vec<String>, Failure> {
    let Job { arguments, names, subject, sources } = *job;
    let surroundings = &arguments.surroundings;
    let unnamed = |output: &&Output| !surroundings.can_exist(&normalize(surroundings.system, &output.folder));
    if let Some(output) = arguments.outputs.iter().find(unnamed) {
        return Err(Failure::NoFileName(output.folder.clone()));
    }
    let generators = arguments.outputs.iter().map(|output| arguments.generator(output));
    let generators = generators.collect::<Result<Vec<Runner>, Failure>>()?;
    let parameters: Vec<String> = arguments.outputs.iter().map(|output| arguments.parameter(output)).collect();
    let calls = generators.iter().zip(&parameters).map(|(generator, parameter)| {
        let request_options = RequestOptions {
            takes_any_edition: arguments.experimental_editions,
            is_declared_only: is_bootstrap(parameter),
            ..RequestOptions::default()
        };
        let task = GeneratorCall { subject, files: names, parameter, request_options };
        PlannedCall { generator: generator.get(), task }
    });
    let places = collect(arguments, &calls.collect::<Vec<_>>(), sources, streams);
    // Also a plugin that was ended by the cancellation is no failure of its own.
    if surroundings.is_cancelled() {
        return Err(Failure::Cancelled);
    }
    let places = places?;
    let paths: Vec<String> = places.iter().flat_map(OutputPlace::paths).collect();
    plugin::write(&surroundings.at(""), places).map_err(|failures| Failure::Generators(failure_lines(&failures)))?;
    let archives = arguments.outputs.iter().map(|output| &output.folder);
    if !arguments.keep_times {
        paths.iter().chain(archives).for_each(|path| output::touch(&surroundings.at(path)));
    }
    Ok(paths)
}

/// Runs the generators, and merges their output. As in protoc, a generator starts when the one before it has
/// succeeded, because a plugin may write files itself.
fn collect(
    arguments: &Arguments,
    calls: &[PlannedCall<'_>],
    sources: &Sources,
    streams: &mut impl Streams,
) -> Result<Vec<OutputPlace>, Failure> {
    let system = arguments.surroundings.system;
    let mut collected = plugin::Output::of(system).allow_escape(arguments.allow_out_dir_escape);
    for (output, call) in arguments.outputs.iter().zip(calls) {
        let Generated { files, supports, notes, warnings } = plugin::run_one(call).map_err(|failures| {
            failures.iter().for_each(|failure| print_stderr(&failure.stderr, streams));
            Failure::Generators(match failures.as_slice() {
                [plugin::Failure { problem: GeneratorProblem::Invalid(mistakes), .. }] => {
                    rendered(mistakes, call, arguments, sources).trim_end().to_owned()
                }
                failures => failure_text(output, failures),
            })
        })?;
        print_stderr(&notes, streams);
        streams.note(&rendered(&warnings, call, arguments, sources));
        let files = files.into_iter().map(|file| below_output(system, file)).collect();
        collected.add(&output.folder, call.generator.name(), Generated { files, supports, ..Generated::default() });
    }
    for warning in collected.warnings() {
        streams.note(&format!("warning: {warning}\n"));
    }
    collected.finish().map_err(|failures| Failure::Generators(failure_lines(&failures)))
}

/// Returns a file with a relative name. protoc appends the name to the output folder, also if it begins with `/`.
fn below_output(system: System, file: GeneratedFile) -> GeneratedFile {
    let name = file.name.trim_start_matches(|character| system.is_separator(character)).to_owned();
    GeneratedFile { name, ..file }
}

/// Formats the diagnostics of a generator.
fn rendered(found: &[Approximate], call: &PlannedCall<'_>, arguments: &Arguments, sources: &Sources) -> String {
    let mut sources = sources.clone();
    let report = plugin::located(found, &call.task.subject.schema, &mut sources);
    errors::render(&report, &sources, arguments.error_format)
}

/// Prints the stderr output of a generator.
fn print_stderr(stderr: &[u8], streams: &mut impl Streams) {
    let stderr = String::from_utf8_lossy(stderr);
    let end = if stderr.is_empty() || stderr.ends_with('\n') { "" } else { "\n" };
    streams.note(&format!("{stderr}{end}"));
}

/// Formats the failures of an output. As elsewhere, problems of a file start with its name.
fn failure_text(output: &Output, failures: &[plugin::Failure]) -> String {
    if failures.iter().all(|failure| matches!(failure.problem, GeneratorProblem::Unsupported { .. })) {
        failure_lines(failures)
    } else {
        format!("{}: {}", output.flag(), failure_lines(failures))
    }
}

fn failure_lines(failures: &[plugin::Failure]) -> String {
    let line = |failure: &plugin::Failure| match failure.help() {
        Some(help) => format!("{failure}\n  {help}"),
        None => failure.to_string(),
    };
    failures.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A generator that can run: built in, or a plugin.
enum Runner {
    BuiltIn(&'static dyn Generator),
    Plugin(Box<Plugin>),
}

impl Runner {
    fn get(&self) -> &dyn Generator {
        match self {
            Self::BuiltIn(generator) => *generator,
            Self::Plugin(plugin) => &**plugin,
        }
    }
}

/// Returns `true` if the parameter contains `bootstrap`, with which protoc builds itself. Files then have no source
/// locations and only explicit JSON names.
fn is_bootstrap(parameter: &str) -> bool {
    parameter.split(',').any(|part| part == "bootstrap")
}

impl Arguments {
    /// Returns `true` if an output needs the schema: for a built-in generator, or a plugin with `bootstrap`.
    pub(crate) fn generates_from_schema(&self) -> bool {
        self.outputs.iter().any(|output| self.built_in(output).is_some() || is_bootstrap(&self.parameter(output)))
    }

    /// Returns `true` if a plugin generates an output.
    pub(crate) fn has_plugin(&self) -> bool {
        self.outputs.iter().any(|output| self.built_in(output).is_none())
    }

    /// Returns the built-in generator of an output. For `grpc_python`, `rust-grpc` and `openapi`, protoc runs a plugin, so an
    /// installed plugin takes precedence.
    fn built_in(&self, output: &Output) -> Option<&'static dyn Generator> {
        let name = output.generator.as_str();
        let rust = match name {
            Rust::NAME => Some(&Rust as &dyn Generator),
            RustGrpc::NAME => Some(&RustGrpc as &dyn Generator),
            _ => None,
        };
        let generator = protoward_python::generator(name).or(rust).or_else(|| protoward_openapi::generator(name))?;
        let program = format!("protoc-gen-{name}");
        let has_program =
            || self.plugins.contains_key(&program) || Plugin::new(program.as_str()).found_by_cmd().is_there();
        let is_of_protoc =
            !GrpcPython::is_named(name) && name != RustGrpc::NAME && protoward_openapi::generator(name).is_none();
        (is_of_protoc || !has_program()).then_some(generator)
    }

    fn generator(&self, output: &Output) -> Result<Runner, Failure> {
        let name = &output.generator;
        if let Some(generator) = self.built_in(output) {
            return Ok(Runner::BuiltIn(generator));
        }
        let mut plugin = Plugin::new(format!("protoc-gen-{name}"))
            .found_by_cmd()
            .limits(self.surroundings.plugin_limits.clone().map_err(Failure::PluginLimits)?);
        if let Some(resident) = &self.surroundings.resident {
            plugin = plugin.until(resident.cancellation.programs());
        }
        let path = self.plugins.get(&format!("protoc-gen-{name}"));
        if let Some(path) = path {
            plugin = plugin.at(self.surroundings.at(path));
        }
        // Built-in generators of protoc are no plugins; a plugin of that name must be given explicitly.
        if let (None, Some((language, instead))) = (path, plugin::only_protoc_has(name)) {
            return Err(Failure::OnlyInProtoc { flag: output.flag(), language, instead });
        }
        if let Some(prefix) = self.prefixes.get(name) {
            plugin = plugin.run_by(prefix.clone());
        }
        if let Some(folder) = &self.surroundings.folder {
            plugin = plugin.folder(folder);
        }
        if self.codegen_trace {
            plugin = plugin.variable("PROTOC_CODEGEN_TRACE", "yes");
        }
        Ok(Runner::Plugin(Box::new(plugin)))
    }
}
