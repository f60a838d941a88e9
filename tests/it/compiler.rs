//! The compiler as a library: its sources of files, and its results.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use prost::Message;
use protoward_compiler::{CompileError, Compiled, Compiler};
use protoward_inputs::{ArchiveFormat, ArchiveProblem, ArchiveTree, Compression};
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{FolderTree, Layered, MemoryTree, ReadError, Resolver, Sources, Tree, from_fn, plain};

use walkdir::WalkDir;

use crate::support::{as_on_unix, write};

const A: &str = "syntax = \"proto3\";\nimport \"b.proto\";\n// An A.\nmessage A { B b = 1; }\n";
const B: &str = "syntax = \"proto3\";\nmessage B {}\n";

fn memory(files: &[(&str, &str)]) -> MemoryTree {
    MemoryTree::new(files.iter().map(|&(path, text)| (path, text)))
}

fn error(compiler: &Compiler, files: &[&str]) -> CompileError {
    compiler.compile(files).unwrap_err()
}

#[test]
fn takes_files_from_the_first_resolver_that_has_them() {
    let ours = memory(&[("b.proto", "syntax = \"proto3\"; message B { int32 ours = 1; }")]);
    let theirs = memory(&[("a.proto", A), ("b.proto", B)]);
    let first = Compiler::new().resolver(ours.clone()).resolver(theirs.clone()).compile(["a.proto"]).unwrap();
    let last = Compiler::new().resolver(Layered::new().with(theirs).with(ours)).compile(["a.proto"]).unwrap();
    let fields = |compiled: &Compiled| compiled.file("b.proto").unwrap().file_descriptor().message_type[0].field.len();
    assert_eq!(fields(&first), 1);
    assert_eq!(fields(&last), 0);
}

#[test]
fn prefers_resolvers_to_built_in_well_known_types() {
    let own = "syntax = \"proto3\"; package google.protobuf; message Any { string own = 7; }";
    let compiler = Compiler::new().resolver(memory(&[("google/protobuf/any.proto", own)]));
    let compiled = compiler.compile(["google/protobuf/any.proto"]).unwrap();
    let any = &compiled.file_descriptor_set().file[0].message_type[0];
    assert_eq!(any.field[0].name(), "own");
    assert!(compiled.files().all(|file| !file.is_built_in()));
    let built_in = Compiler::new().compile(["google/protobuf/any.proto"]).unwrap();
    assert!(built_in.files().all(|file| file.is_built_in()));
}

#[test]
fn takes_files_by_import_name_or_by_path() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/x/a.proto", B), ("other/x/a.proto", B), ("beside.proto", B)]);
    let at = |path: &str| folder.path().join(path);
    let name = |compiler: &Compiler, file: &Path| {
        let compiled = compiler.compile([file])?;
        let name = compiled.files().last().unwrap().name().to_owned();
        Ok::<_, CompileError>(name)
    };
    let compiler = Compiler::new().include(at("proto"));
    assert_eq!(name(&compiler, Path::new("x/a.proto")).unwrap(), "x/a.proto");
    assert_eq!(name(&compiler, &at("proto/./x/a.proto")).unwrap(), "x/a.proto");
    let outside = name(&compiler, &at("beside.proto")).unwrap_err().to_string();
    assert!(outside.contains("beside.proto` is not in an include folder"), "{outside}");
    let hidden = name(&compiler.include(at("other")), &at("other/x/a.proto")).unwrap_err().to_string();
    let hidden = as_on_unix(&hidden);
    assert!(hidden.contains("other/x/a.proto` is hidden by `"), "{hidden}");
}

#[test]
fn resolves_an_import_name_that_is_also_a_file_on_disk() {
    // The tests run in the folder of the package, which has a `Cargo.toml`.
    let compiled = Compiler::new().resolver(memory(&[("Cargo.toml", B)])).compile(["Cargo.toml"]).unwrap();
    assert!(compiled.schema().find("B").is_some());
}

#[test]
fn suggests_files_of_all_resolvers_for_a_missing_import() {
    let a = "syntax = \"proto3\";\nimport \"b.proto\";\n";
    let trees = memory(&[("r/a.proto", a), ("r/deep/b.proto", B), ("elsewhere/b.proto", B)]);
    let text = error(&Compiler::new().resolver(trees.below("r")), &["a.proto"]).to_string();
    assert_eq!(
        text,
        "error: cannot find the imported file `b.proto`\n  --> r/a.proto:2:8: imported here\n  help: did you mean `deep/b.proto`?\n"
    );
}

#[test]
fn suggests_a_sibling_file_for_a_misspelt_import() {
    let a = "syntax = \"proto3\";\nimport \"shop/v1/mony.proto\";\n";
    let files = memory(&[("a.proto", a), ("shop/v1/money.proto", B), ("shop/v2/mony_.proto", B)]);
    let text = error(&Compiler::new().resolver(files), &["a.proto"]).to_string();
    assert!(text.ends_with("help: did you mean `shop/v1/money.proto`?\n"), "{text}");
}

/// A resolver that counts how often its files are listed.
struct Listed(MemoryTree, AtomicUsize);

impl Resolver for Listed {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.0.resolve(name)
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.names(under)
    }
}

#[test]
fn lists_files_once_for_all_missing_imports() {
    let imports: String = (0..500).map(|number| format!("import \"x/{number}.proto\";\n")).collect();
    let files = memory(&[("a.proto", &format!("syntax = \"proto3\";\n{imports}")), ("7.proto", B)]);
    let listed = Arc::new(Listed(files, AtomicUsize::new(0)));
    let error = error(&Compiler::new().resolver(Arc::clone(&listed)), &["a.proto"]);
    assert_eq!(error.report().len(), 500);
    assert!(error.to_string().contains("did you mean `7.proto`?"));
    assert_eq!(listed.1.load(Ordering::Relaxed), 1);
}

#[test]
fn finds_only_files_below_a_folder() {
    let tree = memory(&[("r/a.proto", B), ("secret.proto", B), ("rr/b.proto", B)]).below("r/");
    assert!(tree.resolve("a.proto").unwrap().is_some());
    assert!(matches!(tree.resolve("../secret.proto"), Err(ReadError::Escapes { .. })));
    assert_eq!(tree.names(""), ["a.proto"]);
    assert_eq!(tree.names("x"), [] as [&str; 0]);
}

/// A resolver that fails for one name and counts the requests.
struct BrokenResolver(AtomicUsize);

impl Resolver for BrokenResolver {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        match name {
            "b.proto" => Err(ReadError::Broken { path: name.to_owned(), reason: "the line is dead".to_owned() }),
            _ => Ok(None),
        }
    }
}

#[test]
fn reports_a_resolver_error_at_the_import_and_ends_the_search() {
    let broken = Arc::new(BrokenResolver(AtomicUsize::new(0)));
    let compiler = Compiler::new().resolver(Arc::clone(&broken)).resolver(memory(&[("a.proto", A), ("b.proto", B)]));
    let text = error(&compiler, &["a.proto"]).to_string();
    assert_eq!(text, "error: cannot read `b.proto`: the line is dead\n  --> a.proto:2:8: imported here\n");
    assert_eq!(broken.0.load(Ordering::Relaxed), 2, "each name is looked up once");
}

#[test]
fn reports_invalid_utf8_of_any_resolver() {
    let bytes = from_fn(|name| (name == "a.proto").then_some(b"syntax = \"proto3\"; // \xff".to_vec()));
    let text = error(&Compiler::new().resolver(bytes), &["a.proto"]).to_string();
    assert!(text.starts_with("error: the file is not UTF-8\n  --> a.proto:1:23"), "{text}");
}

#[test]
fn writes_the_encoded_schema_for_all_settings() {
    let compiler = Compiler::new().resolver(memory(&[("a.proto", A), ("b.proto", B)]));
    for imports in [false, true] {
        for source_info in [false, true] {
            let compiler = compiler.clone().include_imports(imports).source_info(source_info);
            let compiled = compiler.compile(["a.proto"]).unwrap();
            assert_eq!(compiled.encode(), encode(compiled.schema(), Encode { imports, source_info }));
            assert_eq!(compiled.encode(), compiler.encode(["a.proto"]).unwrap());
            let set = compiled.file_descriptor_set();
            let names: Vec<&str> = set.file.iter().map(|file| file.name()).collect();
            assert_eq!(names, if imports { vec!["b.proto", "a.proto"] } else { vec!["a.proto"] });
            assert!(set.file.iter().all(|file| file.source_code_info.is_some() == source_info));
            assert_eq!(set.file.last(), Some(&compiled.file("a.proto").unwrap().file_descriptor()));
            assert_eq!(compiled.descriptor_pool().unwrap().files().count(), 2);
        }
    }
}

#[test]
fn no_files_give_an_empty_set() {
    let compiled = Compiler::new().compile([] as [&str; 0]).unwrap();
    assert_eq!(compiled.files().count(), 0);
    assert!(compiled.encode().is_empty());
}

#[test]
fn shows_complete_errors_in_the_same_way_everywhere() {
    let files =
        [("a.proto", "syntax = \"proto3\"\nmessage A {}"), ("b.proto", "syntax = \"proto3\";\nmessage B { C c = 1; }")];
    let error = error(&Compiler::new().resolver(memory(&files)), &["a.proto", "b.proto", "c.proto"]);
    let text = error.to_string();
    assert_eq!(format!("{error:?}"), format!("\n{text}"));
    let straight = Compiler::new().resolver(memory(&files)).encode(["a.proto", "b.proto", "c.proto"]).unwrap_err();
    assert_eq!(straight.to_string(), text);
    assert_eq!(std::io::Error::from(error.clone()).to_string(), text);
    insta::assert_snapshot!(text);
    assert_eq!(error.diagnostics().count(), error.report().len());
    let mut shown = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor()).with_width(80);
    handler.render_report(&mut shown, miette::Report::from(error).as_ref()).unwrap();
    insta::assert_snapshot!(shown);
}

#[test]
fn names_missing_folders_for_a_missing_import() {
    let text = error(&Compiler::new().include("protos"), &["user/v1/user.proto"]).to_string();
    assert!(text.contains("cannot find the file `user/v1/user.proto`"), "{text}");
    assert!(text.contains("`protos`"), "{text}");
}

#[test]
fn shares_a_compiler_between_calls_and_threads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = Compiler::new().resolver(FolderTree::new(root.join("proto")));
    let compiler = compiler
        .include(root.join("third_party/googleapis"))
        .include(root.join("crates/language/common-protos/third_party/protovalidate"))
        .threads(2);
    let encoded = || compiler.compile(["user/v1/user.proto"]).unwrap().encode();
    let first = encoded();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(encoded)).collect();
        assert!(others.into_iter().all(|other| other.join().unwrap() == first));
    });
}

#[test]
fn output_does_not_depend_on_the_location_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
    let names = FolderTree::new(&root).files("", ".proto").unwrap();
    let texts: Vec<(String, Vec<u8>)> =
        names.iter().map(|name| (name.clone(), std::fs::read(root.join(name)).unwrap())).collect();
    let [google, rules] = ["third_party/googleapis", "crates/language/common-protos/third_party/protovalidate"]
        .map(|it| Path::new(env!("CARGO_MANIFEST_DIR")).join(it));
    let expected = Compiler::new().include(&root).include(&google).include(&rules).compile(&names).unwrap().encode();
    let encoded = |resolver: Arc<dyn Resolver>| {
        Compiler::new().resolver(resolver).include(&google).include(&rules).compile(&names).unwrap().encode()
    };
    assert!(encoded(Arc::new(MemoryTree::new(texts.clone()))) == expected);
    for compression in [Compression::None, Compression::Gzip, Compression::Zstd] {
        let packed = Cursor::new(compression.pack(&tar(&texts)));
        let archive = ArchiveTree::read("api", packed, ArchiveFormat::Tar(compression)).unwrap();
        assert_eq!(archive.files("api-1.0/proto", ".proto").unwrap().len(), names.len());
        assert!(encoded(Arc::new(archive.strip_components(1).unwrap().below("proto"))) == expected, "{compression:?}");
    }
    let archive = ArchiveTree::read("api", Cursor::new(zip(&texts)), ArchiveFormat::Zip).unwrap();
    assert!(encoded(Arc::new(archive.below("api-1.0/proto"))) == expected);
}

fn tar(texts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, text) in texts {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        tar.append_data(&mut header, format!("./api-1.0/proto/{name}"), &text[..]).unwrap();
    }
    tar.into_inner().unwrap()
}

fn zip(texts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in texts {
        zip.start_file(format!("api-1.0/proto/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn recognizes_an_archive_by_its_extension() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.tar"), tar(&[("a.proto".to_owned(), B.into())])).unwrap();
    std::fs::create_dir(path("folder.zip")).unwrap();
    assert!(ArchiveTree::open(path("a.tar")).unwrap().is_folder("api-1.0/proto"));
    let error = |name: &str| ArchiveTree::open(path(name)).unwrap_err().problem.to_string();
    assert_eq!(error("a.rar"), "unknown file extension; expected `.tar`, `.tar.gz`, `.tgz`, `.tar.zst` or `.zip`");
    assert_eq!(error("folder.zip"), "it is not a file");
    assert!(matches!(ArchiveTree::open(path("none.tgz")).unwrap_err().problem, ArchiveProblem::Io(_)));
}

#[test]
fn prost_reads_the_descriptors() {
    let cases = tempfile::tempdir().unwrap();
    protoward_fixtures::extract(Path::new("fixtures"), "proto", cases.path()).unwrap();
    let places = ["fixtures", "proto", "third_party", "crates/language/compiler/third_party"].map(Path::new);
    // These schemas have defaults that are not UTF-8, which prost does not read.
    for folder in ["invalid", "google_rust"] {
        std::fs::remove_dir_all(cases.path().join(folder)).unwrap();
    }
    let mut compared = 0;
    let files = |place| WalkDir::new(place).into_iter().map(move |entry| (place, entry.unwrap()));
    for (place, entry) in places.into_iter().chain([cases.path()]).flat_map(files) {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "proto") {
            continue;
        }
        // All folders around the file are include folders, because its include root is unknown.
        let above = path.ancestors().skip(1).take_while(|folder| folder.starts_with(place));
        let compiler = above.fold(Compiler::new(), Compiler::include).retain_options(true);
        let Ok(compiled) = compiler.compile([path.file_name().unwrap().to_str().unwrap()]) else { continue };
        let of_prost = prost_types::FileDescriptorSet::decode(&compiled.encode()[..]).unwrap();
        assert!(compiled.file_descriptor_set() == of_prost, "{}", path.display());
        compared += 1;
    }
    assert!(compared > 900, "most files compile: {compared}");
}

const NOTED: &str = "syntax = \"proto3\";
    import \"google/protobuf/descriptor.proto\";
    extend google.protobuf.MessageOptions { string note = 50000 [retention = RETENTION_SOURCE]; }
    message Noted { option (note) = \"for readers only\"; }";

/// The results of a single link are the same as those of separate compilations.
#[test]
fn gives_the_result_of_a_new_compilation_for_a_reused_link() {
    let tree = || memory(&[("noted.proto", NOTED)]);
    let compiled = |retain| Compiler::new().resolver(tree()).retain_options(retain).compile(["noted.proto"]).unwrap();
    let all = Encode { imports: true, source_info: true };
    for retain in [true, false] {
        let mut sources = Sources::default();
        let loaded = Compiler::new().resolver(tree()).retain_options(retain).load(["noted.proto"], &mut sources);
        let linked = loaded.link(&sources);
        assert_eq!(linked.encode(all), compiled(retain).encode());
        assert_eq!(encode(&linked.schema(), all), compiled(retain).encode());
        assert_eq!(encode(&linked.stripped_schema(), all), compiled(false).encode());
        let descriptors = linked.descriptors();
        let noted = &descriptors.files()[descriptors.position("noted.proto").unwrap()];
        let encoded = |retain| compiled(retain).file("noted.proto").unwrap().encode();
        assert_eq!((noted.stripped(), &noted.whole[..]), (&encoded(false)[..], &encoded(true)[..]));
    }
    assert_ne!(compiled(true).encode(), compiled(false).encode());
}

#[test]
fn narrows_a_result_to_that_of_fewer_files() {
    let files = [
        ("base.proto", "syntax = \"proto3\"; message Base {}"),
        ("unused.proto", "syntax = \"proto3\"; import \"base.proto\"; message Unused {}"),
        ("right.proto", "syntax = \"proto3\"; import \"base.proto\"; message Right { Base base = 1; }"),
        ("wrong.proto", "syntax = \"proto3\"; import \"right.proto\"; message Wrong { Rihgt right = 1; }"),
    ];
    let all = Encode { imports: true, source_info: true };
    for kept in [&["right.proto"][..], &["unused.proto", "right.proto"], &["wrong.proto", "unused.proto"], &[]] {
        let mut sources = Sources::default();
        let loaded = Compiler::new().resolver(memory(&files)).load(files.map(|(name, _)| name), &mut sources);
        let linked = loaded.link(&sources).narrowed(|name| kept.contains(&name));
        let mut others = Sources::default();
        let names = files.iter().map(|(name, _)| *name).filter(|name| kept.contains(name));
        let loaded = Compiler::new().resolver(memory(&files)).load(names, &mut others);
        let fewer = loaded.link(&others);
        assert_eq!(plain(linked.report(), &sources), plain(fewer.report(), &others), "{kept:?}");
        assert_eq!(linked.files().collect::<Vec<_>>(), fewer.files().collect::<Vec<_>>(), "{kept:?}");
        assert_eq!(linked.encode(all), fewer.encode(all), "{kept:?}");
        let targets = Encode { imports: false, ..all };
        assert_eq!(encode(&linked.schema(), targets), encode(&fewer.schema(), targets), "{kept:?}");
    }
}

/// `descriptor.proto` with the path of protoc.
const DESCRIPTOR: &str =
    include_str!("../../crates/language/compiler/third_party/protobuf/google/protobuf/descriptor.proto");

#[test]
fn options_stay_empty_where_another_path_declares_them() {
    let encoded = |descriptor: &str| {
        let text = format!(
            "edition = \"2023\";\nimport \"{descriptor}\";\nextend google.protobuf.MessageOptions {{ int32 m = 50000 \
             [retention = RETENTION_SOURCE]; }}\nmessage A {{ option (m) = 1; }}\n"
        );
        Compiler::new()
            .resolver(memory(&[(descriptor, DESCRIPTOR), ("a.proto", &text)]))
            .compile(["a.proto"])
            .unwrap()
            .encode()
    };
    // The name `A`, and options without a field.
    let has_options = |bytes: Vec<u8>| bytes.windows(5).any(|part| part == [0x0a, 1, b'A', 0x3a, 0]);
    assert!(has_options(encoded("copied/descriptor.proto")), "as protoc 36.2 does");
    assert!(!has_options(encoded("google/protobuf/descriptor.proto")));
}

#[test]
fn comments_that_are_not_utf_8_keep_their_bytes_in_descriptors() {
    let tree = MemoryTree::new([("a.proto", &b"syntax = \"proto3\";\n// caf\xe9\nmessage A {}\n"[..])]);
    let compiler = Compiler::new().resolver(tree);
    assert!(compiler.compile(["a.proto"]).is_err());
    let compiled = compiler.any_comments(true).compile(["a.proto"]).unwrap();
    let comment = b"\x1a\x06 caf\xe9\n";
    assert!(compiled.encode().windows(comment.len()).any(|part| part == comment));
    assert!(compiled.schema().find("A").is_some());
}
