//! One run of protoc: compile once, then make everything of it that was asked for, in protoc's order.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::arguments::{Arguments, EditionDefaults, Mode};
use super::errors::{self, Failure};
use super::job::Job;
use super::output::{self, Stream};
use super::{codec, dependencies, free_numbers, generators, policy, sets};
use crate::console::Console;
use crate::guard::working_on;
use crate::outcome::Outcome;
use protoward_compiler::{Compiler, Linked, UnstableEditions, codes};
use protoward_image::edition_defaults;
use protoward_plugin::Subject;
use protoward_schema::descriptor::{Descriptors, Encode, encode};
use protoward_schema::{Edition, Schema};
use protoward_source::{Report, Sources};

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
    let names = candidates(arguments)?;
    working_on(&names.join(" "));
    let mut sources = Sources::default();
    let loaded = compiler(arguments).load(&names, &mut sources);
    let linked = loaded.link(&sources);
    if arguments.wants_no_schema() {
        let outcome = without_schema(arguments, &names, &linked, &sources, console);
        // The program ends here, and freeing every text by itself takes time.
        std::mem::forget(linked);
        std::mem::forget((loaded, sources));
        return outcome;
    }
    let (names, linked) = needed(arguments, names, linked);
    let report = sets::told(linked.report().clone(), &sources, &arguments.search);
    let made = Made::new(arguments, &linked);
    let job = Job { arguments, names: &names, subject: &made.subject, sources: &sources };
    let refused = policy::check(&job);
    let told = match &refused {
        // protoc has not looked at what comes behind the file that it refuses.
        Some(refused) if report.has_errors() => {
            let earlier: BTreeSet<&str> = names[..=refused.input].iter().map(String::as_str).collect();
            let earlier = linked.narrowed(|name| earlier.contains(name)).into_report();
            sets::told(earlier, &sources, &arguments.search)
        }
        _ => {
            drop(linked);
            report.clone()
        }
    };
    drop(loaded);
    console.note(&errors::render(&told, &sources, arguments.error_format));
    if let Some(refused) = refused {
        return Err(refused.failure);
    }
    if report.has_errors() {
        return Ok(Outcome::Failed);
    }
    write(&job, made.for_generators, console)?;
    if arguments.fatal_warnings && has_warnings(&report) {
        return Ok(Outcome::Failed);
    }
    answer(&job, console)?;
    // The program ends here, and freeing every text and every element by itself takes time.
    std::mem::forget((made.subject, sources));
    Ok(Outcome::Fine)
}

/// The schemas and descriptors of a compilation, made before its tables are freed.
struct Made {
    subject: Arc<Subject>,
    /// The schema for generators, where it is not that of `subject`.
    for_generators: Option<Schema>,
}

impl Made {
    fn new(arguments: &Arguments, linked: &Linked<'_>) -> Self {
        let schema = linked.schema();
        let has_descriptors = arguments.has_plugin() || arguments.has_sets();
        let descriptors = match has_descriptors && !linked.report().has_errors() {
            true => sets::restored(linked.descriptors(), &schema, arguments),
            false => Descriptors::default(),
        };
        // Options of source retention are for descriptor sets, not for generators.
        let is_stripped = arguments.retain_options && arguments.generates_from_schema() && !arguments.has_sets();
        let for_generators = is_stripped.then(|| linked.stripped_schema());
        Self { subject: Arc::new(Subject { schema, descriptors }), for_generators }
    }
}

/// The files to compile. A message may be of any file of the sets, and so may its extensions.
fn candidates(arguments: &Arguments) -> Result<Vec<String>, Failure> {
    let search = &arguments.search;
    let mut names = search.names(&arguments.inputs)?;
    if arguments.message_in_sets().is_some() {
        let is_new = |name: &&str| search.is_described(name) && !names.iter().any(|it| it == name);
        let described: Vec<String> = search.described().names().filter(is_new).map(str::to_owned).collect();
        names.extend(described);
    }
    Ok(names)
}

/// Of the files of sets, takes those that compile and the one that declares the message, as protoc looks at none of the
/// others.
fn needed<'t>(arguments: &Arguments, names: Vec<String>, linked: Linked<'t>) -> (Vec<String>, Linked<'t>) {
    let Some(message) = arguments.message_in_sets() else { return (names, linked) };
    let declares = arguments.search.described().declaring(message);
    let good: BTreeSet<&str> = linked.files().collect();
    let given = arguments.inputs.len();
    let is_needed = |&(at, name): &(usize, &String)| at < given || declares == Some(&**name) || good.contains(&**name);
    let needed: Vec<String> = names.iter().enumerate().filter(is_needed).map(|(_, name)| name.clone()).collect();
    let kept: BTreeSet<&str> = needed.iter().map(String::as_str).collect();
    let linked = linked.narrowed(|name| kept.contains(name));
    (needed, linked)
}

/// Returns whether there are warnings that are such to protoc: what it says of generic services is only a word to the
/// reader.
fn has_warnings(report: &Report) -> bool {
    report.iter().any(|warning| warning.code != codes::GENERIC_SERVICES)
}

/// In this order, and what is written stays where something later fails.
fn write(job: &Job<'_>, for_generators: Option<Schema>, console: &mut Console) -> Result<(), Failure> {
    let arguments = job.arguments;
    let mut written = generate(job, for_generators, console)?;
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

fn generate(job: &Job<'_>, schema: Option<Schema>, console: &mut Console) -> Result<Vec<String>, Failure> {
    let schema = match job.arguments.has_sets() && job.arguments.generates_from_schema() {
        true => Some(sets::schema(job)?),
        false => schema,
    };
    let Some(schema) = schema else { return generators::generate(job, console) };
    let subject = Arc::new(Subject { schema, descriptors: job.subject.descriptors.clone() });
    generators::generate(&Job { subject: &subject, ..*job }, console)
}

fn descriptor_set_of(job: &Job<'_>) -> Vec<u8> {
    match job.arguments.has_sets() {
        true => sets::descriptor_set(job),
        false => encode(job.schema(), job.arguments.encode()),
    }
}

/// Answers a request that writes no files.
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

/// Writes the outputs that need no schema, which is what nearly all builds ask for.
fn without_schema(
    arguments: &Arguments,
    names: &[String],
    linked: &Linked<'_>,
    sources: &Sources,
    console: &mut Console,
) -> Result<Outcome, Failure> {
    let report = linked.report();
    console.note(&errors::render(report, sources, arguments.error_format));
    if report.has_errors() {
        return Ok(Outcome::Failed);
    }
    let stream = (!arguments.descriptor_set.is_empty()).then(|| {
        let mut stream = Stream::new(&arguments.descriptor_set);
        linked.write(arguments.encode(), |piece| stream.write(piece));
        stream
    });
    if arguments.has_plugin() {
        let subject = Arc::new(Subject { descriptors: linked.descriptors(), ..Subject::default() });
        let job = Job { arguments, names, subject: &subject, sources: &Sources::default() };
        generators::generate(&job, console)?;
        std::mem::forget(subject);
    }
    stream.map_or(Ok(()), Stream::finish)?;
    Ok(if arguments.fatal_warnings && has_warnings(report) { Outcome::Failed } else { Outcome::Fine })
}

fn compiler(arguments: &Arguments) -> Compiler {
    let unstable =
        if arguments.experimental_editions { UnstableEditions::Everywhere } else { UnstableEditions::Imported };
    // The resolvers have the well-known files, before descriptor sets.
    Compiler::new()
        .resolvers(arguments.search.resolvers())
        .well_known_types(false)
        .retain_options(arguments.retain_options)
        .unstable_editions(unstable)
        .blame_imports(true)
}

impl Arguments {
    fn encode(&self) -> Encode {
        Encode { imports: self.include_imports, source_info: self.include_source_info }
    }

    /// The type of the message to convert, where it may be declared in a descriptor set.
    fn message_in_sets(&self) -> Option<&str> {
        match &self.mode {
            Mode::Encode(message) | Mode::Decode(message) if self.has_sets() => Some(message),
            Mode::Encode(_) | Mode::Decode(_) | Mode::Compile | Mode::DecodeRaw | Mode::PrintFreeFieldNumbers => None,
        }
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
