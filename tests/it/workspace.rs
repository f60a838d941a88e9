//! Opening an input as a schema.

use std::path::Path;

use protoward_inputs::Input;
use protoward_source::{Report, Sources};
use protoward_workspace::{ComparisonPart, OpenOptions, PartSide, Parts, list, open};

#[cfg(unix)]
use crate::environment;
use crate::support::{Repository, check, portable, shown, summary, write};

/// Opens `input` below `folder`. Returns the origin and the files of the schema, or the errors.
fn opened(folder: &Path, input: &str) -> String {
    opened_with(folder, input, &OpenOptions::default())
}

fn opened_with(folder: &Path, input: &str, options: &OpenOptions) -> String {
    let input = Input::parse(folder.join(input).to_str().unwrap()).unwrap();
    let mut sources = Sources::default();
    let mut report = Report::default();
    let workspace = open(&input, options, &mut sources, &mut report);
    assert_eq!(workspace.is_none(), report.has_errors(), "{report:?}");
    let files = workspace.map(|workspace| summary(&workspace, &sources)).unwrap_or_default();
    portable(&format!("{files}{}", shown(&report, &sources, folder)), folder, "$")
}

const A: &str = "syntax = \"proto3\";\npackage a;\nimport \"sub/b.proto\";\nmessage A { sub.B b = 1; }\n";
const B: &str = "syntax = \"proto3\";\npackage sub;\nmessage B {}\n";

#[test]
fn opens_a_folder_as_a_module_and_root_of_its_files() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", A), ("proto/sub/b.proto", B), ("proto/.hidden/c.proto", "bad")]);
    check("workspace", "folder", &opened(folder.path(), "proto"));
}

#[test]
fn compiles_a_file_with_imports_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/a.proto", A), ("proto/sub/b.proto", B), ("proto/other.proto", "bad")]);
    check("workspace", "file", &opened(folder.path(), "proto/a.proto"));
}

#[test]
fn names_the_searched_paths_for_an_empty_input() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("proto/readme.md", "")]);
    check("workspace", "no_files", &opened(folder.path(), "proto"));
    check("workspace", "no_folder", &opened(folder.path(), "porto"));
}

#[test]
fn listing_compiles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("b.proto", "not protobuf"), ("a/a.proto", "")]);
    let input = Input::Folder(folder.path().to_owned());
    let mut sources = Sources::default();
    let mut report = Report::default();
    let files = list(&input, &OpenOptions::default(), &mut sources, &mut report).unwrap();
    assert_eq!(files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["a/a.proto", "b.proto"]);
}

#[test]
fn reads_the_compiled_schema_from_an_image() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("a.proto", A), ("sub/b.proto", B), ("bad.binpb", "\u{1}\u{2}\u{3}"), ("empty.binpb", "")]);
    let mut sources = Sources::default();
    let mut report = Report::default();
    let input = Input::Folder(folder.path().to_owned());
    let workspace = open(&input, &OpenOptions::default(), &mut sources, &mut report).unwrap();
    let all = protoward_schema::descriptor::Encode { imports: true, ..Default::default() };
    std::fs::write(folder.path().join("image.binpb"), protoward_schema::descriptor::encode(&workspace.schema, all))
        .unwrap();
    check("workspace", "image", &opened(folder.path(), "image.binpb"));
}

#[test]
fn suggests_how_to_build_an_image_for_a_file_that_is_none() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("bad.binpb", "\u{1}\u{2}\u{3}"), ("empty.binpb", "")]);
    check("workspace", "image_corrupt", &opened(folder.path(), "bad.binpb"));
    check("workspace", "image_empty", &opened(folder.path(), "empty.binpb"));
}

/// Returns a file with a message `name` in package `package` and with these imports.
fn proto(package: &str, name: &str, imports: &[&str]) -> String {
    let imports: String = imports.iter().map(|import| format!("import \"{import}\";\n")).collect();
    format!("syntax = \"proto3\";\npackage {package};\n{imports}message {name} {{}}\n")
}

/// Creates a folder that looks like a repository, with a configuration, two modules and a folder for imports.
fn configured(config: (&str, &str)) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let a = proto("a", "A", &["b/b.proto", "google/g.proto"]);
    write(
        folder.path(),
        &[
            config,
            ("proto/a/a.proto", &a),
            ("proto/a/old/old.proto", &proto("old", "Old", &[])),
            ("vendor/b/b.proto", &proto("b", "B", &[])),
            ("third_party/google/g.proto", &proto("google", "G", &[])),
            ("third_party/google/unused.proto", "this is not protobuf"),
        ],
    );
    folder
}

const TWO_MODULES: &str = "include = [\"third_party\"]\n[[module]]\npath = \"proto\"\n[[module]]\npath = \"vendor\"\n";

#[test]
fn selects_files_by_the_nearest_configuration() {
    let folder = configured(("protoward.toml", TWO_MODULES));
    let inputs = [".", "proto", "proto/a/old", "vendor", "proto/a/a.proto", "proto/a/../a", "third_party"];
    let all = inputs.map(|input| format!("{input}\n{}", opened(folder.path(), input)));
    check("workspace", "configured", &all.join("\n"));
}

#[test]
fn reads_a_configuration_of_buf_as_buf() {
    let v2 = "version: v2\nmodules:\n  - path: proto\n    excludes: [proto/a/old]\n  - path: vendor\n  - path: third_party\n    excludes: [third_party/google/unused.proto]\n";
    let folder = configured(("buf.yaml", v2));
    let second = opened(folder.path(), "proto");
    let folder = configured(("buf.work.yaml", "version: v1\ndirectories: [proto, vendor]\n"));
    write(folder.path(), &[("proto/buf.yaml", "version: v1\nbuild:\n  excludes: [a/old]\n")]);
    write(folder.path(), &[("proto/a/a.proto", &proto("a", "A", &["b/b.proto"]))]);
    let work = opened(folder.path(), ".");
    let inside = opened(folder.path(), "proto/a");
    let folder = configured(("proto/buf.yaml", "version: v1\n"));
    let alone = opened(folder.path(), "proto");
    check("workspace", "configured_by_buf", &[second, work, inside, alone].join("\n"));
}

#[test]
fn rejects_a_configuration_that_does_not_fit() {
    let cases = [
        "[[module]]\npath = \"porto\"\n",
        "include = [\"googleapis\"]\n[[module]]\npath = \"proto\"\n",
        "[[module]]\npath = \"proto\"\n[[module]]\npath = \"proto/a\"\n",
        "[[module]]\npath = \"proto\"\nexcludes = [\"proto/a\"]\n",
        "[[modules]]\npath = \"proto\"\n",
    ];
    let all = cases.map(|text| format!("{text}{}", opened(configured(("protoward.toml", text)).path(), ".")));
    check("workspace", "misconfigured", &all.join("\n").replace("/tmp", "$"));
}

#[test]
fn reports_a_name_in_two_modules() {
    let folder = configured(("protoward.toml", TWO_MODULES));
    write(folder.path(), &[("vendor/a/a.proto", "")]);
    check("workspace", "name_in_two_modules", &opened(folder.path(), "."));
}

#[test]
fn paths_narrow_the_files() {
    let folder = configured(("protoward.toml", TWO_MODULES));
    let at = |path: &str| folder.path().join(path);
    let elsewhere = folder.path().ancestors().last().unwrap().join("elsewhere");
    let with = |paths: &[&str], exclude_paths: &[&str]| OpenOptions {
        paths: paths.iter().map(|path| at(path)).collect(),
        exclude_paths: exclude_paths.iter().map(|path| at(path)).collect(),
        ..OpenOptions::default()
    };
    let cases = [
        with(&["proto/a/old"], &[]),
        with(&["vendor", "proto/a/old/old.proto"], &[]),
        with(&[], &["proto"]),
        with(&["proto/a"], &["proto/a/old"]),
        with(&["proto/nothing"], &[]),
        with(&[elsewhere.to_str().unwrap()], &[]),
    ];
    let all = cases.map(|options| opened_with(folder.path(), ".", &options));
    check("workspace", "paths", &portable(&all.join("\n"), &elsewhere, "/elsewhere"));
}

#[test]
fn takes_a_given_configuration() {
    let folder = configured(("protoward.toml", "[[module]]\npath = \"porto\"\n"));
    write(folder.path(), &[("strict.toml", TWO_MODULES), ("bad.yaml", "version: v9\n")]);
    let at = |path: &str| folder.path().join(path).to_str().unwrap().to_owned();
    let cases = [
        at("strict.toml"),
        at("bad.yaml"),
        at("nothing.toml"),
        r#"{"version": "v2", "modules": [{"path": "vendor"}]}"#.to_owned(),
        "[[module]]\npath = \"vendor\"".to_owned(),
        "nonsense".to_owned(),
    ];
    let opened = |config: String| {
        opened_with(folder.path(), ".", &OpenOptions { config: Some(config), ..OpenOptions::default() })
    };
    check("workspace", "given_config", &cases.map(opened).join("\n"));
}

#[test]
fn rejects_an_import_that_leaves_the_root() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("proto/a.proto", &proto("a", "A", &["../secret.proto", "/etc/passwd"])), ("secret.proto", "")],
    );
    check("workspace", "import_leaves_root", &opened(folder.path(), "proto"));
}

#[test]
fn rejects_a_file_that_is_not_utf8() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("good.proto", &proto("good", "Good", &[]))]);
    std::fs::write(folder.path().join("bad.proto"), b"syntax = \"proto3\";\n// caf\xe9\n").unwrap();
    check("workspace", "not_utf8", &opened(folder.path(), "."));
}

#[cfg(unix)]
#[test]
fn follows_symbolic_links_but_not_in_cycles() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), &[("b.proto", &proto("b", "B", &[]))]);
    write(folder.path(), &[("proto/a.proto", &proto("a", "A", &["shared/b.proto"]))]);
    symlink(outside.path(), folder.path().join("proto/shared")).unwrap();
    symlink("nothing", folder.path().join("proto/.#lock.proto")).unwrap();
    symlink("nothing", folder.path().join("proto/stale")).unwrap();
    let followed = opened(folder.path(), "proto");
    symlink("nothing", folder.path().join("proto/dangling.proto")).unwrap();
    let dangling = opened(folder.path(), "proto");
    std::fs::remove_file(folder.path().join("proto/dangling.proto")).unwrap();
    symlink("..", folder.path().join("proto/up")).unwrap();
    let above = opened(folder.path(), "proto");
    std::fs::remove_file(folder.path().join("proto/up")).unwrap();
    symlink("y.proto", folder.path().join("proto/x.proto")).unwrap();
    symlink("x.proto", folder.path().join("proto/y.proto")).unwrap();
    let circle = opened(folder.path(), "proto");
    check("workspace", "links", &[followed, dangling, above, circle].join("\n"));
}

#[cfg(unix)]
#[test]
fn does_not_read_pipes() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = |name: &str| environment::tool("mkfifo").arg(folder.path().join(name)).status().unwrap();
    assert!(pipe("pipe.proto").success() && pipe("image.binpb").success());
    write(folder.path(), &[("a.proto", &proto("a", "A", &["pipe.proto"]))]);
    let all = [".", "pipe.proto", "image.binpb"].map(|input| opened(folder.path(), input));
    check("workspace", "pipes", &all.join("\n"));
}

/// Opens the new side, and then the old side with the layout of the new one as fallback.
fn compared(folder: &Path, new: &str, old: &str) -> String {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let new = Input::parse(folder.join(new).to_str().unwrap()).unwrap();
    let old = Input::parse(&old.replace('$', folder.to_str().unwrap())).unwrap().of(&new).unwrap();
    let workspace = open(&new, &OpenOptions::default(), &mut sources, &mut report);
    let Some(workspace) = workspace else { return shown(&report, &sources, folder) };
    let options = OpenOptions { fallback: Some(workspace.layout()), ..OpenOptions::default() };
    let old = open(&old, &options, &mut sources, &mut report);
    let old = old.map(|old| summary(&old, &sources)).unwrap_or_default();
    portable(&format!("{old}{}", shown(&report, &sources, folder)), folder, "$")
}

#[test]
fn uses_the_configuration_of_the_old_side_or_else_that_of_the_new_side() {
    let Some(repository) = Repository::new() else { return };
    let a = proto("a", "A", &["b/b.proto"]);
    let b = proto("b", "B", &[]);
    repository.commit("no configuration", &[("proto/a/a.proto", &a), ("vendor/b/b.proto", &b)]);
    repository.git(&["mv", "proto", "schema"]);
    repository.commit(
        "another layout",
        &[("protoward.toml", &TWO_MODULES.replace("proto", "schema").replace("third_party", "vendor"))],
    );
    repository.git(&["mv", "schema", "proto"]);
    repository.commit(
        "today's layout",
        &[("protoward.toml", TWO_MODULES), ("third_party/c.proto", ""), ("proto/x/x.proto", &proto("x", "X", &[]))],
    );
    let cases = [
        ("proto", "$/.git#ref=HEAD~1,subdir=schema"),
        ("proto", "git:HEAD~2"),
        (".", "git:HEAD~2"),
        (".", "git:HEAD~1"),
        ("proto", "git:HEAD~1"),
        ("proto/a", "git:HEAD~2"),
        ("proto/x", "git:HEAD~2"),
    ];
    let all = cases.map(|(new, old)| format!("{new} {old}\n{}", compared(repository.path(), new, old)));
    check("workspace", "old_side", &all.join("\n"));
}

#[test]
fn compares_with_a_copy_of_a_module() {
    let folder = configured(("protoward.toml", TWO_MODULES));
    let copy = tempfile::tempdir().unwrap();
    write(copy.path(), &[("a/a.proto", &proto("a", "A", &[]))]);
    let of_module = compared(folder.path(), "proto", copy.path().to_str().unwrap());
    write(
        copy.path(),
        &[
            ("whole/proto/a/a.proto", &proto("a", "A", &["b/b.proto"])),
            ("whole/vendor/b/b.proto", &proto("b", "B", &[])),
        ],
    );
    let of_all = compared(folder.path(), ".", copy.path().join("whole").to_str().unwrap());
    let text = portable(&[of_module, of_all].join("\n"), copy.path(), "$copy");
    check("workspace", "old_side_copy", &text);
}

/// Returns the files that take part in a comparison, each with the kinds of its checks.
fn side(schema: &protoward_schema::Schema, side: &PartSide) -> String {
    let present = schema.files.ids().filter(|file| side.present[file.index()]);
    let named = present.map(|file| format!("{} ({})", schema.text(schema[file].path), side.kinds[file.index()]));
    named.collect::<Vec<_>>().join(", ")
}

#[test]
fn files_have_the_rules_of_their_modules() {
    let config = "include = [\"third_party\"]\n[[module]]\npath = \"proto\"\n[[module]]\npath = \"vendor\"\n\
                  [module.breaking]\nuse = [\"WIRE\"]\n[breaking]\nignore = [\"proto/a/old\"]\n";
    let folder = configured(("protoward.toml", config));
    let mut sources = Sources::default();
    let mut report = Report::default();
    let mut at = |options: &OpenOptions| {
        let input = Input::Folder(folder.path().to_owned());
        open(&input, options, &mut sources, &mut report).unwrap()
    };
    let old = at(&OpenOptions::default());
    std::fs::remove_file(folder.path().join("proto/a/old/old.proto")).unwrap();
    write(folder.path(), &[("vendor/b/new.proto", &proto("b", "New", &[]))]);
    let new = at(&OpenOptions::default());
    let mut text = String::new();
    for exclude_imports in [false, true] {
        let Parts { kinds, parts } = new.parts(&old, exclude_imports);
        for (index, kind) in kinds.iter().enumerate() {
            let ignore: Vec<_> = kind.settings.ignores.iter().map(|ignore| &ignore.within).collect();
            text += &format!("{index}: use {}, ignore {ignore:?}\n", kind.settings.use_[0].text);
        }
        for ComparisonPart { old: was, new: now, .. } in parts {
            text += &format!("  old {}\n  new {}\n", side(&old.schema, &was), side(&new.schema, &now));
        }
    }
    check("workspace", "parts", &text);
}

#[test]
fn ignores_a_broken_configuration_of_the_old_side() {
    let Some(repository) = Repository::new() else { return };
    repository.commit("no schema yet", &[("proto/readme.md", "")]);
    repository.commit(
        "a typo",
        &[
            ("protoward.toml", "inclde = [\"third_party\"]\n[[module]]\npath = \"porto\"\n"),
            ("proto/a/a.proto", &proto("a", "A", &[])),
        ],
    );
    repository.commit(
        "a module that is not there",
        &[("protoward.toml", &TWO_MODULES.replace("include = [\"third_party\"]\n", ""))],
    );
    repository.commit("mended", &[("protoward.toml", "[[module]]\npath = \"proto\"\n")]);
    let cases = ["git:HEAD~3", "git:HEAD~2", "git:HEAD~1"];
    let all = cases.map(|old| format!("{old}\n{}", compared(repository.path(), ".", old)));
    check("workspace", "old_side_broken", &all.join("\n"));
}

#[test]
fn mentions_dependencies_for_a_missing_import() {
    let buf = "version: v2\nmodules:\n  - path: proto\ndeps:\n  - buf.build/acme/payments\n";
    let folder = configured(("buf.yaml", buf));
    let missing = opened(folder.path(), "proto");
    write(folder.path(), &[("proto/a/a.proto", &proto("a", "A", &[]))]);
    let complete = opened(folder.path(), "proto");
    check("workspace", "deps", &[missing, complete].join("\n"));
}

#[test]
fn does_not_read_oversized_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["huge.proto", "huge.binpb"] {
        std::fs::File::create(folder.path().join(name)).unwrap().set_len(3 << 30).unwrap();
    }
    check("workspace", "huge", &["huge.proto", "huge.binpb"].map(|name| opened(folder.path(), name)).join("\n"));
}

#[test]
fn filters_the_old_side_like_the_new_side() {
    let Some(repository) = Repository::new() else { return };
    let folder = repository.path();
    let files = [
        ("protoward.toml", &TWO_MODULES.replace("include = [\"third_party\"]\n", "")),
        ("proto/a/a.proto", &proto("a", "A", &[])),
        ("proto/b/b.proto", &proto("b", "B", &[])),
        ("proto/b/gone.proto", &proto("b", "Gone", &[])),
        ("vendor/c.proto", &proto("c", "C", &[])),
        ("vendor/gone.proto", &proto("c", "Gone", &[])),
    ];
    repository.commit("old", &files.map(|(path, text)| (path, text.as_str())));
    let mut sources = Sources::default();
    let mut report = Report::default();
    let whole = Input::Folder(folder.to_owned());
    let all = open(&whole, &OpenOptions::default(), &mut sources, &mut report).unwrap();
    let image = protoward_schema::descriptor::encode(&all.schema, protoward_schema::descriptor::Encode::default());
    std::fs::write(folder.join("old.binpb"), image).unwrap();
    for gone in ["proto/b/gone.proto", "vendor/gone.proto"] {
        std::fs::remove_file(folder.join(gone)).unwrap();
    }
    let paths = |paths: &[&str]| paths.iter().map(|path| folder.join(path)).collect::<Vec<_>>();
    let cases = [
        (".", paths(&[]), paths(&[])),
        (".", paths(&["proto/b"]), paths(&[])),
        (".", paths(&["vendor"]), paths(&[])),
        (".", paths(&[]), paths(&["proto/b"])),
        (".", paths(&[]), paths(&["vendor"])),
        ("proto/b", paths(&[]), paths(&[])),
        ("proto/b/b.proto", paths(&[]), paths(&[])),
    ];
    let mut text = String::new();
    for (input, paths, exclude_paths) in cases {
        let line = format!("{input} --path {paths:?} --exclude-path {exclude_paths:?}\n");
        text += &portable(&line, folder, "$");
        let new = Input::parse(folder.join(input).to_str().unwrap()).unwrap();
        let options = OpenOptions { paths, exclude_paths, ..OpenOptions::default() };
        let workspace = open(&new, &options, &mut sources, &mut report).unwrap();
        for old in ["git:HEAD".to_owned(), folder.join("old.binpb").to_str().unwrap().to_owned()] {
            let old = Input::parse(&old).unwrap().of(&new).unwrap();
            let options = OpenOptions { fallback: Some(workspace.layout()), ..options.clone() };
            let old = open(&old, &options, &mut sources, &mut report).unwrap();
            let mut names: Vec<_> = old.schema.files.iter().filter(|(_, file)| !file.is_import).collect();
            names.sort_by_key(|(_, file)| old.schema.text(file.path).to_owned());
            let names: Vec<_> = names.iter().map(|(_, file)| old.schema.text(file.path)).collect();
            text += &format!("  {names:?}\n");
        }
    }
    check("workspace", "old_side_narrowed", &text);
}
