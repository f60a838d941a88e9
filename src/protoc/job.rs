//! One run of protoc: compile once, then make everything of it that was asked for, in protoc's order.

use std::sync::Arc;

use super::arguments::{Arguments, EditionDefaults, Mode};
use super::errors::{self, Failure};
use super::output::{self, Stream};
use super::{codec, dependencies, free_numbers, generators, policy, sets};
use crate::console::Console;
use crate::guard::working_on;
use crate::outcome::Outcome;
use protoward_compiler::{Inputs, Made, Options, UnstableEditions, Wanted, WantedSet, compile, make};
use protoward_image::edition_defaults::edition_defaults;
use protoward_plugin::Subject;
use protoward_schema::descriptor::{Encode, encode};
use protoward_schema::{Edition, FileId, Schema};
use protoward_source::{Diagnostic, Sources};

/// What was compiled, and what is to be made of it.
pub(super) struct Job<'a> {
    pub(super) arguments: &'a Arguments,
    /// The names of the inputs, as often as they were given.
    pub(super) names: &'a [String],
    pub(super) subject: &'a Arc<Subject>,
    pub(super) sources: &'a Sources,
}

impl Job<'_> {
    pub(super) fn schema(&self) -> &Schema {
        &self.subject.schema
    }

    /// The files that were given, in the order and as often as they were.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.names.iter().map(|name| self.schema().find_file(name).expect("what was asked for was compiled"))
    }
}

/// Does it. Errors and warnings have been said when this returns.
pub(super) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    match try_run(arguments, console) {
        Ok(outcome) => outcome,
        Err(failure) => {
            console.note(&format!("{failure}\n"));
            Outcome::Failed
        }
    }
}

fn try_run(arguments: &Arguments, console: &mut Console) -> Result<Outcome, Failure> {
    if arguments.mode == Mode::DecodeRaw {
        // As in protoc: the file is wanted, and there are no descriptors to make it of.
        if !arguments.edition_defaults.file.is_empty() {
            defaults(arguments, &Schema::default())?;
        }
        codec::decode_raw(console)?;
        return Ok(Outcome::Fine);
    }
    let names = names(arguments)?;
    working_on(&names.join(" "));
    let inputs = Inputs { resolvers: arguments.search.resolvers(), targets: names.clone() };
    if arguments.wants_no_schema() {
        return without_schema(arguments, &names, &inputs, console);
    }
    let mut sources = Sources::default();
    let wanted = Wanted { schema: true, descriptors: arguments.has_plugin() || arguments.has_sets(), set: None };
    let Made { schema, descriptors, report } = make(&inputs, &options(arguments), &mut sources, wanted);
    let report = sets::told(report, &sources, &arguments.search);
    let descriptors = sets::restored(descriptors, &schema, arguments);
    let subject = Arc::new(Subject { schema, descriptors });
    let job = Job { arguments, names: &names, subject: &subject, sources: &sources };
    let refused = policy::check(&job);
    match &refused {
        // protoc has not looked at what comes behind the file that it refuses.
        Some(refused) if report.has_errors() => say_until(arguments, inputs, refused.input, console),
        _ => console.note(&errors::render(&report, &sources, arguments.error_format)),
    }
    if let Some(refused) = refused {
        return Err(refused.failure);
    }
    if report.has_errors() {
        return Ok(Outcome::Failed);
    }
    write(&job, console)?;
    if arguments.fatal_warnings && report.iter().any(counts) {
        return Ok(Outcome::Failed);
    }
    answer(&job, console)?;
    // The program ends here, and freeing every text and every element by itself takes time.
    std::mem::forget((subject, sources));
    Ok(Outcome::Fine)
}

/// The files to compile. A message may be of any file of the sets, and so may its extensions: all that compile are taken,
/// as protoc looks at none of the others.
fn names(arguments: &Arguments) -> Result<Vec<String>, Failure> {
    let search = &arguments.search;
    let given = search.names(&arguments.inputs)?;
    let (Mode::Encode(message) | Mode::Decode(message)) = &arguments.mode else { return Ok(given) };
    if !arguments.has_sets() {
        return Ok(given);
    }
    let needed = search.described().declaring(message);
    let is_new = |name: &&str| search.is_described(name) && !given.iter().any(|it| it == name);
    let described: Vec<String> = search.described().names().filter(is_new).map(str::to_owned).collect();
    let all = given.iter().chain(&described).cloned().collect();
    let inputs = Inputs { resolvers: search.resolvers(), targets: all };
    let good = compile(&inputs, &options(arguments), &mut Sources::default()).schema;
    let is_wanted = |name: &String| needed == Some(name.as_str()) || good.find_file(name).is_some();
    Ok(given.iter().chain(described.iter().filter(|name| is_wanted(name))).cloned().collect())
}

/// Says what is to be said of the inputs up to one.
fn say_until(arguments: &Arguments, mut inputs: Inputs, last: usize, console: &mut Console) {
    let mut sources = Sources::default();
    inputs.targets.truncate(last + 1);
    let report = compile(&inputs, &options(arguments), &mut sources).report;
    let report = sets::told(report, &sources, &arguments.search);
    console.note(&errors::render(&report, &sources, arguments.error_format));
}

/// Whether a warning is one to protoc: what it says of generic services is only a word to the reader.
fn counts(warning: &Diagnostic) -> bool {
    warning.code.as_str() != "generic-services"
}

/// In this order, and what is written stays where something later fails.
fn write(job: &Job<'_>, console: &mut Console) -> Result<(), Failure> {
    let arguments = job.arguments;
    let mut written = generate(job, console)?;
    written.extend(arguments.own_outputs().map(str::to_owned));
    if !arguments.dependencies.is_empty() {
        output::write(&arguments.dependencies, dependencies::rule(job, &written).into_bytes())?;
    }
    if !arguments.descriptor_set.is_empty() {
        output::write(&arguments.descriptor_set, descriptor_set_of(job))?;
    }
    if !arguments.edition_defaults.file.is_empty() {
        output::write(&arguments.edition_defaults.file, defaults(arguments, job.schema())?)?;
    }
    Ok(())
}

fn generate(job: &Job<'_>, console: &mut Console) -> Result<Vec<String>, Failure> {
    let Job { arguments, names, subject, sources } = job;
    if !arguments.generates_from_schema() || !arguments.retain_options && !arguments.has_sets() {
        return generators::generate(arguments, names, (subject, sources), console);
    }
    let schema = match arguments.has_sets() {
        true => sets::schema(job)?,
        false => {
            // What is for the source only is for descriptor sets, and not for generators.
            let inputs = Inputs { resolvers: arguments.search.resolvers(), targets: names.to_vec() };
            let options = Options { retain_options: false, ..options(arguments) };
            compile(&inputs, &options, &mut Sources::default()).schema
        }
    };
    let subject = Arc::new(Subject { schema, descriptors: subject.descriptors.clone() });
    generators::generate(arguments, names, (&subject, sources), console)
}

fn descriptor_set_of(job: &Job<'_>) -> Vec<u8> {
    match job.arguments.has_sets() {
        true => sets::descriptor_set(job),
        false => encode(job.schema(), job.arguments.encode()),
    }
}

/// What is asked for instead of files.
fn answer(job: &Job<'_>, console: &mut Console) -> Result<(), Failure> {
    match &job.arguments.mode {
        Mode::Compile | Mode::DecodeRaw => Ok(()),
        Mode::Encode(message) => codec::encode(job, message, console),
        Mode::Decode(message) => codec::decode(job, message, console),
        Mode::PrintFreeFieldNumbers => {
            console.print(&free_numbers::free_numbers(job));
            Ok(())
        }
    }
}

/// protoc's editions are those that it does not call unfinished.
fn defaults(arguments: &Arguments, schema: &Schema) -> Result<Vec<u8>, Failure> {
    let EditionDefaults { file, minimum, maximum } = &arguments.edition_defaults;
    let (first, last) = (minimum.unwrap_or(Edition::PROTO2), maximum.unwrap_or(Edition::E2026));
    edition_defaults(schema, first, last)
        .map_err(|error| Failure::EditionDefaults { file: file.clone(), error: error.to_string() })
}

/// What nearly all builds want, without a schema on the way.
fn without_schema(
    arguments: &Arguments,
    names: &[String],
    inputs: &Inputs,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let mut stream = (!arguments.descriptor_set.is_empty()).then(|| Stream::new(&arguments.descriptor_set));
    let mut sources = Sources::default();
    let options = Options { leave_memory: true, ..options(arguments) };
    let mut write = |piece: &[u8]| stream.iter_mut().for_each(|stream| stream.write(piece));
    let set =
        (!arguments.descriptor_set.is_empty()).then_some(WantedSet { what: arguments.encode(), take: &mut write });
    let wanted = Wanted { schema: false, descriptors: arguments.has_plugin(), set };
    let Made { descriptors, report, .. } = make(inputs, &options, &mut sources, wanted);
    console.note(&errors::render(&report, &sources, arguments.error_format));
    // The program ends here, and freeing every text by itself takes time.
    std::mem::forget(sources);
    if report.has_errors() {
        return Ok(Outcome::Failed);
    }
    if arguments.has_plugin() {
        let subject = Arc::new(Subject { descriptors, ..Subject::default() });
        generators::generate(arguments, names, (&subject, &Sources::default()), console)?;
        std::mem::forget(subject);
    }
    stream.map_or(Ok(()), Stream::finish)?;
    Ok(if arguments.fatal_warnings && report.iter().any(counts) { Outcome::Failed } else { Outcome::Fine })
}

fn options(arguments: &Arguments) -> Options {
    let unstable_editions =
        if arguments.experimental_editions { UnstableEditions::Everywhere } else { UnstableEditions::Imported };
    let retain_options = arguments.retain_options;
    // The resolvers have the well-known files, in front of descriptor sets.
    let well_known_types = false;
    Options { retain_options, unstable_editions, well_known_types, blame_imports: true, ..Options::default() }
}

impl Arguments {
    fn encode(&self) -> Encode {
        Encode { imports: self.include_imports, source_info: self.include_source_info }
    }

    fn wants_no_schema(&self) -> bool {
        self.mode == Mode::Compile
            && !self.generates_from_schema()
            && self.dependencies.is_empty()
            && self.edition_defaults.file.is_empty()
            && self.descriptor_sets.is_empty()
            && !self.has_policy()
    }

    /// The files that are written without a generator, in order.
    fn own_outputs(&self) -> impl Iterator<Item = &str> {
        let files = [&self.descriptor_set, &self.edition_defaults.file];
        files.into_iter().map(String::as_str).filter(|file| !file.is_empty())
    }
}
