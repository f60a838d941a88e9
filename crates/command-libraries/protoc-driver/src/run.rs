//! One run of protoc: compiles once, then writes all outputs in protoc's order.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::arguments::{Arguments, EditionDefaults, Job, Mode};
use crate::errors::{self, Failure};
use crate::output::{self, Stream};
use crate::streams::{Exit, Streams};
use crate::{codec, dependencies, free_numbers, generators, policy, sets};
use protoward_common_protos::CommonProtos;
use protoward_compiler::{Compiler, Linked, UnstableEditions, codes};
use protoward_image::edition_defaults;
use protoward_plugin::GeneratorInput;
use protoward_schema::descriptor::{Descriptors, Encode, encode};
use protoward_schema::{Edition, Schema};
use protoward_source::{Report, Sources};

/// Runs protoc, and prints errors and warnings.
pub(crate) fn run(arguments: &Arguments, streams: &mut impl Streams) -> Exit {
    match try_run(arguments, streams) {
        Ok(outcome) => outcome,
        Err(failure) => {
            streams.note(&format!("{failure}\n"));
            Exit::Failure
        }
    }
}

fn try_run(arguments: &Arguments, streams: &mut impl Streams) -> Result<Exit, Failure> {
    let surroundings = &arguments.surroundings;
    if arguments.mode == Mode::DecodeRaw {
        // As in protoc: the edition defaults are written, but there are no descriptors.
        if !arguments.edition_defaults.file.is_empty() {
            defaults(arguments, &Schema::default())?;
        }
        codec::decode_raw(arguments, streams)?;
        return Ok(Exit::Success);
    }
    let names = candidates(arguments)?;
    streams.working_on(&names);
    let mut sources = Sources::default();
    let loaded = compiler(arguments).load(&names, &mut sources);
    let (names, linked) = needed(arguments, names, loaded.link(&sources));
    if let Some(refused) = policy::check(arguments, &names, &linked, &sources) {
        let report = match linked.report().has_errors() {
            // protoc does not check the files after the rejected one.
            true => {
                let earlier: BTreeSet<&str> = names[..=refused.input].iter().map(String::as_str).collect();
                linked.narrowed(|name| earlier.contains(name)).into_report()
            }
            false => linked.into_report(),
        };
        let report = sets::without_set_warnings(report, &sources, &arguments.search);
        streams.note(&errors::render(&report, &sources, arguments.error_format));
        return Err(refused.failure);
    }
    if arguments.needs_no_schema() {
        let outcome = without_schema(arguments, &names, &linked, &sources, streams);
        surroundings.discard(linked);
        surroundings.discard((loaded, sources));
        return outcome;
    }
    let report = sets::without_set_warnings(linked.report().clone(), &sources, &arguments.search);
    let compiled = CompiledInput::new(arguments, &linked);
    let job = Job { arguments, names: &names, subject: &compiled.subject, sources: &sources };
    drop(linked);
    drop(loaded);
    streams.note(&errors::render(&report, &sources, arguments.error_format));
    if report.has_errors() {
        return Ok(Exit::Failure);
    }
    write(&job, compiled.for_generators, streams)?;
    if arguments.fatal_warnings && has_warnings(&report) {
        return Ok(Exit::Failure);
    }
    print_result(&job, streams)?;
    surroundings.discard((compiled.subject, sources));
    Ok(Exit::Success)
}

/// The schemas and descriptors of a compilation, created before its tables are freed.
struct CompiledInput {
    subject: Arc<GeneratorInput>,
    /// The schema for generators, if it differs from that of `subject`.
    for_generators: Option<Schema>,
}

impl CompiledInput {
    fn new(arguments: &Arguments, linked: &Linked<'_>) -> Self {
        let schema = linked.schema();
        let has_descriptors = arguments.has_plugin() || arguments.has_sets();
        let descriptors = if has_descriptors && !linked.report().has_errors() {
            sets::restored(linked.descriptors(), &schema, arguments)
        } else {
            Descriptors::default()
        };
        // Options with source retention are for descriptor sets, not for generators.
        let is_stripped = arguments.retain_options && arguments.generates_from_schema() && !arguments.has_sets();
        let for_generators = is_stripped.then(|| linked.stripped_schema());
        Self { subject: Arc::new(GeneratorInput { schema, descriptors }), for_generators }
    }
}

/// Returns the files to compile. A message and its extensions may be in any file of the sets.
fn candidates(arguments: &Arguments) -> Result<Vec<String>, Failure> {
    let search = &arguments.search;
    let mut names = search.names(&arguments.inputs)?;
    if arguments.message_in_sets().is_some() {
        let is_new = |name: &&str| search.is_described(name) && !names.iter().any(|it| it == name);
        let described: Vec<String> = search.descriptor_source().names().filter(is_new).map(str::to_owned).collect();
        names.extend(described);
    }
    Ok(names)
}

/// Selects the set files that compile and the one that declares the message; protoc ignores the others.
fn needed<'t>(arguments: &Arguments, names: Vec<String>, linked: Linked<'t>) -> (Vec<String>, Linked<'t>) {
    let Some(message) = arguments.message_in_sets() else { return (names, linked) };
    let declares = arguments.search.descriptor_source().declaring(message);
    let good: BTreeSet<&str> = linked.files().collect();
    let requested = arguments.inputs.len();
    let is_needed =
        |&(at, name): &(usize, &String)| at < requested || declares == Some(&**name) || good.contains(&**name);
    let needed: Vec<String> = names.iter().enumerate().filter(is_needed).map(|(_, name)| name.clone()).collect();
    let needed_names: BTreeSet<&str> = needed.iter().map(String::as_str).collect();
    let linked = linked.narrowed(|name| needed_names.contains(name));
    (needed, linked)
}

/// Returns `true` if there are warnings according to protoc, which prints a note about generic services but does not
/// count it.
fn has_warnings(report: &Report) -> bool {
    report.iter().any(|warning| warning.code != codes::GENERIC_SERVICES)
}

/// Writes the outputs in order; those already written stay if a later one fails.
fn write(job: &Job<'_>, for_generators: Option<Schema>, streams: &mut impl Streams) -> Result<(), Failure> {
    let arguments = job.arguments;
    if arguments.surroundings.is_cancelled() {
        return Err(Failure::Cancelled);
    }
    let mut written = generate(job, for_generators, streams)?;
    written.extend(arguments.own_outputs().map(str::to_owned));
    if !arguments.dependencies.is_empty() {
        output::write(&arguments.dependencies, arguments, dependencies::rule(job, &written)?.into_bytes())?;
    }
    if !arguments.descriptor_set.is_empty() {
        output::write(&arguments.descriptor_set, arguments, descriptor_set_of(job))?;
    }
    if !arguments.edition_defaults.file.is_empty() {
        output::write(&arguments.edition_defaults.file, arguments, defaults(arguments, job.schema())?)?;
    }
    Ok(())
}

fn generate(job: &Job<'_>, schema: Option<Schema>, streams: &mut impl Streams) -> Result<Vec<String>, Failure> {
    let schema = if job.arguments.has_sets() && job.arguments.generates_from_schema() {
        Some(sets::schema(job)?)
    } else {
        schema
    };
    let Some(schema) = schema else { return generators::generate(job, streams) };
    let subject = Arc::new(GeneratorInput { schema, descriptors: job.subject.descriptors.clone() });
    generators::generate(&Job { subject: &subject, ..*job }, streams)
}

fn descriptor_set_of(job: &Job<'_>) -> Vec<u8> {
    if job.arguments.has_sets() { sets::descriptor_set(job) } else { encode(job.schema(), job.arguments.encode()) }
}

/// Handles a request that writes no files.
fn print_result(job: &Job<'_>, streams: &mut impl Streams) -> Result<(), Failure> {
    match &job.arguments.mode {
        Mode::Compile | Mode::DecodeRaw => Ok(()),
        Mode::Encode(message) => codec::encode(job, message, streams),
        Mode::Decode(message) => codec::decode(job, message, streams),
        Mode::PrintFreeFieldNumbers => {
            streams.print(free_numbers::free_numbers(job).as_bytes());
            Ok(())
        }
    }
}

/// Returns the edition defaults; protoc excludes unstable editions.
fn defaults(arguments: &Arguments, schema: &Schema) -> Result<Vec<u8>, Failure> {
    let EditionDefaults { file, minimum, maximum } = &arguments.edition_defaults;
    let first = minimum.unwrap_or(Edition::PROTO2);
    let last = maximum.unwrap_or(Edition::NEWEST);
    edition_defaults(schema, first, last)
        .map_err(|error| Failure::EditionDefaults { file: file.clone(), error: error.to_string() })
}

/// Writes the outputs that need no schema, a fast path for most builds.
fn without_schema(
    arguments: &Arguments,
    names: &[String],
    linked: &Linked<'_>,
    sources: &Sources,
    streams: &mut impl Streams,
) -> Result<Exit, Failure> {
    let report = linked.report();
    streams.note(&errors::render(report, sources, arguments.error_format));
    if report.has_errors() {
        return Ok(Exit::Failure);
    }
    if arguments.surroundings.is_cancelled() {
        return Err(Failure::Cancelled);
    }
    let stream = (!arguments.descriptor_set.is_empty()).then(|| {
        let mut stream = Stream::new(&arguments.descriptor_set, arguments)?;
        linked.write(arguments.encode(), |chunk| stream.write(chunk));
        Ok(stream)
    });
    let stream = stream.transpose()?;
    if arguments.has_plugin() {
        let subject = Arc::new(GeneratorInput { descriptors: linked.descriptors(), ..GeneratorInput::default() });
        let job = Job { arguments, names, subject: &subject, sources: &Sources::default() };
        generators::generate(&job, streams)?;
        arguments.surroundings.discard(subject);
    }
    stream.map_or(Ok(()), Stream::finish)?;
    Ok(if arguments.fatal_warnings && has_warnings(report) { Exit::Failure } else { Exit::Success })
}

fn compiler(arguments: &Arguments) -> Compiler {
    let unstable =
        if arguments.experimental_editions { UnstableEditions::Everywhere } else { UnstableEditions::Imported };
    let compiler = if arguments.common_protos { Compiler::new().built_in(CommonProtos) } else { Compiler::new() };
    let compiler = match &arguments.surroundings.resident {
        // Other runs use the other cores.
        Some(resident) => compiler.file_cache(Arc::clone(&resident.files)).threads(1),
        None => compiler,
    };
    // The resolvers provide the well-known files before descriptor sets.
    compiler
        .resolvers(arguments.search.resolvers())
        .well_known_types(false)
        .retain_options(arguments.retain_options)
        .any_comments(true)
        .unstable_editions(unstable)
        .blame_imports(true)
}

impl Arguments {
    fn encode(&self) -> Encode {
        Encode { imports: self.include_imports, source_info: self.include_source_info }
    }

    /// Returns the type of the message to convert, if a descriptor set may declare it.
    fn message_in_sets(&self) -> Option<&str> {
        match &self.mode {
            Mode::Encode(message) | Mode::Decode(message) if self.has_sets() => Some(message),
            Mode::Encode(_) | Mode::Decode(_) | Mode::Compile | Mode::DecodeRaw | Mode::PrintFreeFieldNumbers => None,
        }
    }

    fn needs_no_schema(&self) -> bool {
        self.mode == Mode::Compile
            && !self.generates_from_schema()
            && self.dependencies.is_empty()
            && self.edition_defaults.file.is_empty()
            && self.descriptor_sets.is_empty()
    }

    /// Returns the files that are written without a generator, in order.
    fn own_outputs(&self) -> impl Iterator<Item = &str> {
        let files = [&self.descriptor_set, &self.edition_defaults.file];
        files.into_iter().map(String::as_str).filter(|file| !file.is_empty())
    }
}
