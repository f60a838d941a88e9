//! Compares interpreted options with descriptor sets of protoc, which are stored next to the fixtures.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Bytes, OptionReports, Options, options};
use crate::link::collect::{Decls, FieldScope, MessageDecl, Outline, collect};
use crate::link::resolve::{Collected, full_name, resolve};
use crate::link::scopes::scopes;
use crate::link::unit::CompilationUnit;
use protoward_fixtures::CaseFile;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{FieldOwner, Id, Parent, Schema, qualified};
use protoward_source::{Place, Position, Report, SourceId, Sources};
use protoward_syntax::{ast, literal};

const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// Options by kind and name of the element.
type ByName = BTreeMap<String, Bytes>;

/// A parsed file with all imports, imports first.
#[derive(Default)]
pub(in crate::link) struct Loaded {
    roots: Vec<PathBuf>,
    pub(in crate::link) sources: Sources,
    files: Vec<(String, SourceId, protoward_syntax::Parsed, Outline)>,
    by_name: HashMap<String, Option<usize>>,
    /// `true` if a file has a syntax error.
    is_broken: bool,
}

impl Loaded {
    pub(in crate::link) fn new(roots: &[PathBuf], names: &[String]) -> Self {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("third_party/protobuf");
        let roots = roots.iter().cloned().chain([built_in]).collect();
        let mut loaded = Self { roots, ..Self::default() };
        for name in names {
            loaded.load(name);
        }
        loaded.load(DESCRIPTOR);
        loaded
    }

    fn load(&mut self, name: &str) {
        if self.by_name.contains_key(name) {
            return;
        }
        self.by_name.insert(name.to_owned(), None);
        let found = self.roots.iter().find_map(|root| std::fs::read_to_string(root.join(name)).ok());
        let Some(text) = found else { return };
        let parsed = protoward_syntax::parse(&text);
        self.is_broken |= !parsed.errors.is_empty();
        let source = self.sources.add(name, name, Some(Arc::from(text.as_str())));
        for import in imports(&parsed.file, &text) {
            self.load(&import);
        }
        self.by_name.insert(name.to_owned(), Some(self.files.len()));
        let outline = Outline::new(&text, &parsed);
        self.files.push((name.to_owned(), source, parsed, outline));
    }

    pub(in crate::link) fn units(&self) -> Vec<CompilationUnit<'_>> {
        self.files
            .iter()
            .map(|(name, source, parsed, outline)| {
                let text = self.sources.get(*source).text.as_deref().unwrap();
                let target = |import: String| Some(Id::new(self.by_name[&import]?));
                CompilationUnit {
                    name,
                    source: *source,
                    text,
                    bytes: text.as_bytes(),
                    file: &parsed.file,
                    syntax: outline.syntax(),
                    outline,
                    is_requested: true,
                    imports: imports(&parsed.file, text).map(target).collect(),
                    is_complete: parsed.errors.is_empty(),
                    line_ends: Default::default(),
                }
            })
            .collect()
    }
}

fn imports<'t>(file: &'t ast::File, text: &'t str) -> impl Iterator<Item = String> + use<'t> {
    file.items.iter().filter_map(move |item| match item {
        ast::FileItem::Import(decl) => Some(String::from_utf8_lossy(&literal::string(text, decl.path)).into_owned()),
        _ => None,
    })
}

/// Interprets the options of all files.
fn interpret<R>(
    loaded: &Loaded,
    retain: bool,
    then: impl FnOnce(&Decls<'_>, &[CompilationUnit<'_>], &Options, &Report) -> R,
) -> R {
    let units = loaded.units();
    let decls = collect(&units, 1);
    let mut report = Report::default();
    let collected = Collected { units: &units, decls: &decls, sources: &loaded.sources, threads: 1 };
    let types = resolve(collected, &scopes(&units), false, &mut report);
    let mut reports = OptionReports::default();
    let options = options(collected, &types, retain, &mut reports);
    report.append(reports.nameless);
    report.append(reports.plain);
    report.append(reports.custom);
    then(&decls, &units, &options, &report)
}

fn ours(decls: &Decls<'_>, units: &[CompilationUnit<'_>], options: &Options) -> ByName {
    let mut by_name = ByName::new();
    let mut add = |kind: &str, name: &str, bytes: Option<&[u8]>| {
        by_name.insert(format!("{kind} {name}"), bytes.map(Box::from));
    };
    for (id, bytes) in options.files.iter() {
        add("file", units[id.index()].name, bytes);
    }
    for (id, bytes) in options.messages.iter() {
        let message = &decls.messages[id];
        let name = message.full_name;
        add("message", name, bytes);
        let MessageDecl::Message(ast::MessageDecl { body, .. }) = message.decl else { continue };
        let ranges = body.iter().filter_map(|member| match member {
            ast::Member::Extensions(decl) => Some(decl),
            _ => None,
        });
        let statements = ranges.enumerate().flat_map(|(index, decl)| std::iter::repeat_n(index, decl.ranges.len()));
        for (nth, statement) in statements.enumerate() {
            add("range", &format!("{name} {nth}"), options.extension_range(id, statement));
        }
    }
    for (id, bytes) in options.fields.iter() {
        let kind = if matches!(decls.fields[id].scope(), FieldScope::Message(_)) { "field" } else { "extension" };
        add(kind, &full_name(decls, id), bytes);
    }
    for (id, bytes) in options.oneofs.iter() {
        let oneof = &decls.oneofs[id];
        add("oneof", &qualified(decls.messages[oneof.message].full_name, oneof.name), bytes);
    }
    for (id, bytes) in options.enums.iter() {
        add("enum", decls.enums[id].full_name, bytes);
    }
    for (id, bytes) in options.enum_values.iter() {
        let value = &decls.enum_values[id];
        add("value", &qualified(decls.enums[value.parent].full_name, value.name), bytes);
    }
    for (id, bytes) in options.services.iter() {
        add("service", decls.services[id].full_name, bytes);
    }
    for (id, bytes) in options.methods.iter() {
        let method = &decls.methods[id];
        add("method", &qualified(decls.services[method.service].full_name, method.name), bytes);
    }
    by_name
}

fn theirs(schema: &Schema) -> ByName {
    let text = |name| schema.text(name);
    let mut by_name = ByName::new();
    let mut add =
        |kind: &str, name: &str, bytes: Option<&[u8]>| by_name.insert(format!("{kind} {name}"), bytes.map(Into::into));
    for (_, file) in schema.files.iter() {
        add("file", text(file.path), file.options.bytes());
    }
    for (_, message) in schema.messages.iter() {
        let name = text(message.full_name);
        add("message", name, message.options.bytes());
        for (nth, range) in message.extension_ranges.iter().enumerate() {
            add("range", &format!("{name} {nth}"), range.options.bytes());
        }
    }
    for (_, field) in schema.fields.iter() {
        let (kind, scope) = match field.owner {
            FieldOwner::Message(message) => ("field", Parent::Message(message)),
            FieldOwner::Extension { scope, .. } => ("extension", scope),
        };
        let scope = match scope {
            Parent::File(file) => schema.package(file),
            Parent::Message(message) => text(schema[message].full_name),
        };
        add(kind, &qualified(scope, text(field.name)), field.options.bytes());
    }
    for (_, oneof) in schema.oneofs.iter() {
        add("oneof", &qualified(text(schema[oneof.message].full_name), text(oneof.name)), oneof.options.bytes());
    }
    for (_, declared) in schema.enums.iter() {
        add("enum", text(declared.full_name), declared.options.bytes());
        for &value in &declared.values {
            let value = &schema[value];
            add("value", &qualified(text(declared.full_name), text(value.name)), value.options.bytes());
        }
    }
    for (_, service) in schema.services.iter() {
        add("service", text(service.full_name), service.options.bytes());
        for &method in &service.methods {
            let method = &schema[method];
            add("method", &qualified(text(service.full_name), text(method.name)), method.options.bytes());
        }
    }
    by_name
}

fn hex(bytes: Option<&Bytes>) -> String {
    match bytes {
        None => "(no such element)".to_owned(),
        Some(None) => "(none)".to_owned(),
        Some(Some(bytes)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// Returns the elements that differ from protoc, the number of elements with options, and the number of elements.
fn differences(loaded: &Loaded, set: &Path, retain: bool) -> (Vec<String>, usize, usize) {
    let bytes = std::fs::read(set).unwrap();
    let mut sources = Sources::default();
    let image = sources.add("image", "image", None);
    let theirs = theirs(&protoward_schema::descriptor::decode(&bytes, image, &mut sources).unwrap());
    interpret(loaded, retain, |decls, units, options, report| {
        let ours = ours(decls, units, options);
        let differences = report.iter().map(|diagnostic| {
            let place = diagnostic.labels.first().map(|label| {
                (loaded.sources.get(label.place.source).display.clone(), loaded.sources.start(label.place))
            });
            format!("{place:?}: {} {:?}", diagnostic.message, diagnostic.labels)
        });
        let differ = theirs.iter().filter(|(name, theirs)| ours.get(*name) != Some(theirs));
        let words = differ
            .map(|(name, theirs)| format!("{name}\n  ours   {}\n  protoc {}", hex(ours.get(name)), hex(Some(theirs))));
        let with_options = theirs.values().filter(|bytes| bytes.is_some()).count();
        (differences.chain(words).collect(), with_options, theirs.len())
    })
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/options").join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "proto"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Returns the valid fixtures. The last ones have their own `descriptor.proto`.
fn right() -> impl Iterator<Item = PathBuf> {
    fixtures("good").into_iter().chain(fixtures("own_descriptor"))
}

fn load_fixture(path: &Path) -> Loaded {
    let root = path.parent().unwrap().to_owned();
    Loaded::new(&[root], &[path.file_name().unwrap().to_str().unwrap().to_owned()])
}

#[test]
fn encodes_fixture_options_as_protoc() {
    for path in right() {
        let loaded = load_fixture(&path);
        for (extension, retain) in [("binpb", false), ("retained.binpb", true)] {
            let (differences, with_options, _) = differences(&loaded, &path.with_extension(extension), retain);
            assert!(differences.is_empty(), "{} {extension}\n{}", path.display(), differences.join("\n"));
            assert!(with_options > 0, "{}", path.display());
        }
    }
}

/// Requires a corpus: `PROTOWARD_CORPUS` is a folder of `.proto` files, `PROTOWARD_CORPUS_FILES` a list of names in the
/// folder, and `PROTOWARD_CORPUS_SET` protoc's descriptor set of them with imports. Set `PROTOWARD_CORPUS_RETAIN` if
/// the set was written with `--retain_options`.
#[test]
#[ignore = "needs a corpus, and protoc's answer to it"]
fn encodes_corpus_options_as_protoc() {
    let variable = |name| std::env::var(name).unwrap();
    let names: Vec<String> =
        std::fs::read_to_string(variable("PROTOWARD_CORPUS_FILES")).unwrap().lines().map(str::to_owned).collect();
    let loaded = Loaded::new(&[variable("PROTOWARD_CORPUS").into()], &names);
    let retain = std::env::var_os("PROTOWARD_CORPUS_RETAIN").is_some();
    let (differences, with_options, elements) =
        differences(&loaded, Path::new(&variable("PROTOWARD_CORPUS_SET")), retain);
    let shown: Vec<&str> = differences.iter().map(String::as_str).take(40).collect();
    assert!(
        differences.is_empty(),
        "{} of {elements} elements differ, {with_options} have options\n{}",
        differences.len(),
        shown.join("\n")
    );
}

/// Compares lines only, because the messages differ from protoc's.
#[test]
fn reports_errors_on_the_lines_of_protoc() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/options/errors.txt");
    let file = CaseFile::read(&path);
    assert!(!file.cases.is_empty());
    let mut errors = Vec::new();
    for case in &file.cases {
        let folder = tempfile::tempdir().unwrap();
        case.write_files(folder.path(), |name| name == "a.proto").unwrap();
        let loaded = Loaded::new(&[folder.path().into()], &["a.proto".into()]);
        let protoc = case.text("protoc").unwrap();
        let mut theirs: Vec<u32> =
            protoc.lines().map(|line| line.split(':').nth(1).unwrap().parse().unwrap()).collect();
        theirs.sort_unstable();
        let (ours, words) = interpret(&loaded, false, |_, _, _, report| lines_and_messages(report, &loaded.sources));
        assert_eq!(ours, theirs, "{}\n{words}", case.name);
        errors.push(Some(words));
    }
    file.check(&path, "errors", errors);
}

/// Returns the sorted lines, and the messages with the text that they refer to.
fn lines_and_messages(report: &Report, sources: &Sources) -> (Vec<u32>, String) {
    let mut lines: Vec<(u32, String)> = report
        .iter()
        .map(|diagnostic| {
            let mut words = format!("error[{}]: {}\n", diagnostic.code.as_str(), diagnostic.message);
            for label in &diagnostic.labels {
                let text = sources.get(label.place.source).text.as_deref().unwrap();
                words += &format!("  `{}`: {}\n", &text[sources.bytes(label.place).unwrap()], label.text);
            }
            if let Some(help) = &diagnostic.help {
                words += &format!("  help: {help}\n");
            }
            (sources.start(diagnostic.place().unwrap()).unwrap().line + 1, words)
        })
        .collect();
    lines.sort();
    let words = lines.iter().map(|(line, words)| format!("{line}: {words}")).collect();
    (lines.into_iter().map(|(line, _)| line).collect(), words)
}

/// protoc's source info has a location for each option path.
#[test]
fn records_option_paths_as_protoc() {
    for path in right() {
        for (extension, retain) in [("info.binpb", false), ("retained.info.binpb", true)] {
            let set = std::fs::read(path.with_extension(extension)).unwrap();
            let theirs = places(&set);
            let ours = own_places(&path, retain);
            assert!(!ours.is_empty());
            for (start, path_below) in ours {
                let is_there = theirs.iter().any(|(place, path)| *place == start && path.ends_with(&path_below));
                assert!(is_there, "{} {extension}: {start:?} {path_below:?}", path.display());
            }
        }
    }
}

#[test]
fn stripped_options_have_no_path() {
    let path = fixtures("good").into_iter().find(|path| path.ends_with("proto2.proto")).unwrap();
    let all = own_places(&path, true).len();
    let left = own_places(&path, false).len();
    assert_eq!(all - left, 2, "`(a).src` and `(srconly).x`");
}

/// Returns the start and the path below the options message for each option of a fixture.
fn own_places(path: &Path, retain: bool) -> Vec<(Position, Vec<i32>)> {
    let loaded = load_fixture(path);
    interpret(&loaded, retain, |_, units, options, _| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let index = units.iter().position(|unit| unit.name == name).unwrap();
        let place = |start: u32| loaded.sources.place(units[index].source, start as usize..start as usize);
        let own = options.places[Id::new(index)].paths();
        own.map(|(start, path)| (loaded.sources.start(place(start)).unwrap(), path.to_vec())).collect()
    })
}

/// Returns the start and the path of each location in the only file of a set.
fn places(set: &[u8]) -> Vec<(Position, Vec<i32>)> {
    let inside = |bytes, wanted| {
        WireReader::new(bytes).map(Result::unwrap).filter_map(move |field| match field.value {
            WireValue::Bytes(inner) if field.number == wanted => Some(inner),
            _ => None,
        })
    };
    let numbers = |bytes| {
        let mut reader = WireReader::new(bytes);
        let mut numbers = Vec::new();
        while !reader.is_empty() {
            numbers.push(reader.varint().unwrap() as i32);
        }
        numbers
    };
    let locations = inside(set, 1).flat_map(|file| inside(file, 9)).flat_map(|info| inside(info, 1));
    locations
        .map(|location| {
            let path = inside(location, 1).next().map(numbers).unwrap_or_default();
            let span = inside(location, 2).next().map(numbers).unwrap_or_default();
            (Position::new(span[0] as u32, span[1] as u32), path)
        })
        .collect()
}

/// Tables of options of one message with protoc's results: stripped, retained, or the location of an error.
const TABLES: [&str; 2] = ["forms", "values"];

fn table(name: &str) -> (String, PathBuf) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/options");
    (std::fs::read_to_string(folder.join(format!("{name}.proto"))).unwrap(), folder.join(format!("{name}.tsv")))
}

fn with_options(declarations: &str, options: &str) -> tempfile::TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let text = format!("{declarations}message T {{ {options}\n}}\n");
    std::fs::write(temporary.path().join("a.proto"), text).unwrap();
    temporary
}

#[test]
fn encodes_all_forms_of_names_and_values() {
    let mut wrong = Vec::new();
    for (declarations, table) in TABLES.map(table) {
        for line in std::fs::read_to_string(table).unwrap().lines() {
            let [options, protoc @ ..] = &*line.split('\t').collect::<Vec<_>>() else { continue };
            assert_eq!(protoc.len(), 2, "{line}");
            let temporary = with_options(&declarations, options);
            let loaded = Loaded::new(&[temporary.path().into()], &["a.proto".into()]);
            for (protoc, retain) in protoc.iter().zip([false, true]) {
                let ours = own_answer(&loaded, retain);
                // Compares error locations without protoc's messages.
                let agrees = match ours.strip_prefix("ERR") {
                    Some(_) => protoc.starts_with(&ours) || *protoc == ABORTS,
                    None => ours == *protoc,
                };
                if !agrees {
                    wrong.push(format!("{options}\n  ours   {ours}\n  protoc {protoc}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the options of `p.T`, or the location of the error that protoc would report first.
fn own_answer(loaded: &Loaded, retain: bool) -> String {
    let source = |name: &str| loaded.files.iter().find(|(other, ..)| other == name).unwrap();
    let (_, id, parsed, _) = source("a.proto");
    let place = |place: Place| match loaded.sources.start(place) {
        Some(start) => format!("ERR {}:{}:", start.line + 1, start.column + 1),
        None => "ERR -:".to_owned(),
    };
    if let Some(error) = parsed.errors.first() {
        let at = error.at as usize;
        return place(loaded.sources.place(*id, at..at));
    }
    interpret(loaded, retain, |decls, units, options, report| match report.iter().next() {
        Some(first) => place(first.in_protoc.or(first.place()).unwrap()),
        None => hex(ours(decls, units, options).get("message p.T")),
    })
}

/// Records protoc's results for new `options` lines in the tables. Run with the path of protoc in `PROTOC`.
#[test]
#[ignore = "asks protoc, which the variable PROTOC names, and writes the tables"]
fn record_forms() {
    for (declarations, path) in TABLES.map(table) {
        let lines = std::fs::read_to_string(&path).unwrap();
        let recorded = lines.lines().map(|line| {
            let options = line.split('\t').next().unwrap();
            let temporary = with_options(&declarations, options);
            let answers = [false, true].map(|retain| protocs_answer(temporary.path(), retain));
            format!("{options}\t{}\n", answers.join("\t"))
        });
        let recorded: String = recorded.collect();
        std::fs::write(path, recorded).unwrap();
    }
}

/// The answer of protoc for an incomplete message, for which this crate reports the missing field.
const ABORTS: &str = "ERR (protoc aborts)";

fn protocs_answer(folder: &Path, retain: bool) -> String {
    let set = folder.join("set");
    let mut protoc = std::process::Command::new(std::env::var("PROTOC").unwrap());
    protoc.env_clear().current_dir(folder).args(["-I.", "-oset", "--include_imports", "a.proto"]);
    if retain {
        protoc.arg("--retain_options");
    }
    let output = protoc.output().unwrap();
    if !output.status.success() {
        let messages = String::from_utf8(output.stderr).unwrap();
        let mut errors = messages.lines().filter(|line| !line.contains(": warning: "));
        let Some(place) = errors.find_map(|line| line.strip_prefix("a.proto:")) else { return ABORTS.to_owned() };
        let is_place = place.starts_with(|letter: char| letter.is_ascii_digit());
        return if is_place { format!("ERR {place}") } else { format!("ERR -:{place}") };
    }
    let mut sources = Sources::default();
    let image = sources.add("image", "image", None);
    let bytes = std::fs::read(set).unwrap();
    let theirs = theirs(&protoward_schema::descriptor::decode(&bytes, image, &mut sources).unwrap());
    hex(theirs.get("message p.T"))
}
