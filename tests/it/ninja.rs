//! Builds with Ninja and CMake: exactly the needed steps run after each change.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::environment;
use crate::support::{self, write};

const MONEY: &str = "syntax = \"proto3\";\npackage money;\nmessage Money { int64 cents = 1; }\n";
const ORDER: &str =
    "syntax = \"proto3\";\npackage shop;\nimport \"money.proto\";\nmessage Order { money.Money price = 1; }\n";

const NINJA: &str = "\
rule python
  command = protoward protoc -Iproto --keep_times --python_out=out --dependency_out=$out.d $in
  depfile = $out.d
  deps = gcc
  restat = 1
  description = protoc $in

rule count
  command = wc -l < $in > $out
  description = count $in

build out/money_pb2.py: python proto/money.proto
build out/order_pb2.py: python proto/order.proto
build order.lines: count out/order_pb2.py
";

const CMAKE: &str = r#"cmake_minimum_required(VERSION 3.21)
project(shop LANGUAGES NONE)
find_program(PROTOC protoc REQUIRED)
foreach(name order money)
  add_custom_command(
    OUTPUT ${name}.binpb
    COMMAND ${PROTOC} -I${CMAKE_SOURCE_DIR}/proto --keep_times --dependency_out=${name}.d -o${name}.binpb
            ${CMAKE_SOURCE_DIR}/proto/${name}.proto
    DEPENDS ${CMAKE_SOURCE_DIR}/proto/${name}.proto
    DEPFILE ${name}.d
    COMMENT "protoc ${name}.proto")
endforeach()
add_custom_command(OUTPUT order.size COMMAND wc -c order.binpb > order.size DEPENDS order.binpb COMMENT "size of order")
add_custom_target(schemas ALL DEPENDS order.binpb money.binpb order.size)
"#;

/// The function of CMake's own module.
const CMAKE_MODULE: &str = r#"cmake_minimum_required(VERSION 3.21)
project(shop LANGUAGES C)
find_program(Protobuf_PROTOC_EXECUTABLE protoc REQUIRED)
include(FindProtobuf)
add_executable(protobuf::protoc IMPORTED)
set_target_properties(protobuf::protoc PROPERTIES IMPORTED_LOCATION ${Protobuf_PROTOC_EXECUTABLE})
protobuf_generate(LANGUAGE python IMPORT_DIRS ${CMAKE_SOURCE_DIR}/proto
  PROTOS ${CMAKE_SOURCE_DIR}/proto/order.proto ${CMAKE_SOURCE_DIR}/proto/money.proto OUT_VAR sources)
add_custom_target(python ALL DEPENDS ${sources})
"#;

/// Returns `true` if the tools are installed; otherwise prints that the test is skipped.
fn has(tools: &[&str]) -> bool {
    match tools.iter().find(|tool| !environment::has(tool)) {
        Some(tool) => support::skip(&format!("`{tool}` is not installed")),
        None => return true,
    }
    false
}

fn project(build: (&str, &str)) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &[("proto/money.proto", MONEY), ("proto/order.proto", ORDER), build]);
    fs::create_dir(folder.path().join("out")).unwrap();
    folder
}

/// Runs Ninja, and returns the steps, sorted.
fn steps(folder: &Path) -> Vec<String> {
    let text = succeeded(environment::tool("ninja").current_dir(folder));
    let description = |line: &str| line.strip_prefix('[').and_then(|line| Some(line.split_once("] ")?.1.to_owned()));
    let mut steps: Vec<String> = text.lines().filter_map(description).collect();
    steps.sort();
    assert_eq!(steps.is_empty(), text.contains("no work to do"), "{text}");
    steps
}

fn succeeded(command: &mut Command) -> String {
    let done = command.output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{text}{}", String::from_utf8_lossy(&done.stderr));
    text
}

/// Changes a file after everything that was built.
fn change(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    let time = SystemTime::now() + Duration::from_millis(20);
    File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
    std::thread::sleep(Duration::from_millis(40));
}

#[test]
fn ninja_runs_exactly_the_needed_steps() {
    if !has(&["ninja"]) {
        return;
    }
    let folder = project(("build.ninja", NINJA));
    let path = folder.path();
    let money = "protoc proto/money.proto";
    let order = "protoc proto/order.proto";
    let count = "count out/order_pb2.py";
    assert_eq!(steps(path), [count, money, order]);
    assert!(steps(path).is_empty());
    // A touched file is compiled, but its output is unchanged.
    change(path, "proto/order.proto", ORDER);
    assert_eq!(steps(path), [order]);
    assert!(steps(path).is_empty());
    // The depfile lists the import, but the output of the importer stays the same.
    change(path, "proto/money.proto", &MONEY.replace("int64", "int32"));
    assert_eq!(steps(path), [money, order]);
    assert!(steps(path).is_empty());
    // A change that shows in the output.
    change(path, "proto/order.proto", &ORDER.replace("price", "total"));
    assert_eq!(steps(path), [count, order]);
    assert!(steps(path).is_empty());
    // The import is gone, so it is not a dependency.
    change(path, "proto/order.proto", "syntax = \"proto3\";\npackage shop;\nmessage Order {}\n");
    assert_eq!(steps(path), [count, order]);
    change(path, "proto/money.proto", MONEY);
    assert_eq!(steps(path), [money]);
    assert!(steps(path).is_empty());
}

/// Configures a build for Ninja.
fn configured(lists: &str) -> Option<TempDir> {
    configured_for("Ninja", lists)
}

/// Configures a build with a link to the program as protoc.
fn configured_for(generator: &str, lists: &str) -> Option<TempDir> {
    let folder = project(("CMakeLists.txt", lists));
    let bin = folder.path().join("bin");
    fs::create_dir(&bin).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_protoward"), bin.join("protoc")).unwrap();
    let mut cmake = environment::compiling_tool("cmake");
    cmake.args(["-G", generator, "-S", ".", "-B", "build"]).current_dir(&folder);
    cmake.arg(format!("-DCMAKE_PROGRAM_PATH={}", bin.display()));
    let compiler = ["cc", "gcc", "clang"].into_iter().map(|name| format!("/usr/bin/{name}"));
    match compiler.into_iter().find(|path| Path::new(path).is_file()) {
        Some(compiler) => cmake.arg(format!("-DCMAKE_C_COMPILER={compiler}")),
        None if lists.contains("LANGUAGES C") => {
            support::skip("there is no C compiler, which CMake's module asks for");
            return None;
        }
        None => &mut cmake,
    };
    succeeded(&mut cmake);
    Some(folder)
}

/// Names with characters that `make` and Ninja do not read as they are.
const NAMES: [&str; 10] =
    ["my file", "a$b", "$(shell touch ran)", "a#b", "a%b", "a:b", "a=b", "\u{e4}", "a~[b", "{a},!@+(b)"];

#[test]
fn ninja_and_make_read_the_names_of_files() {
    if !has(&["ninja", "make"]) {
        return;
    }
    for name in NAMES {
        let import = format!("syntax = \"proto3\";\nimport \"{name}.proto\";\nmessage A {{ B b = 1; }}\n");
        let ninja = "rule protoc\n  command = protoward protoc -Iproto --dependency_out=out.d -oout.bin proto/main.proto\n  \
                     depfile = out.d\n  deps = gcc\n  description = protoc\nbuild out.bin: protoc\n";
        let make = "out.bin:\n\t@echo protoc; protoward protoc -Iproto --dependency_out=make.d -oout.bin proto/main.proto\n\
                    -include make.d\n";
        let folder = project(("build.ninja", ninja));
        let path = folder.path();
        let imported = format!("proto/{name}.proto");
        write(
            path,
            &[("proto/main.proto", &import), (&imported, "syntax = \"proto3\";\nmessage B {}\n"), ("Makefile", make)],
        );
        let made = || succeeded(environment::tool("make").current_dir(path));
        assert_eq!(steps(path), ["protoc"], "{name}");
        assert!(steps(path).is_empty(), "{name}");
        change(path, &imported, "syntax = \"proto3\";\nmessage B { int32 x = 1; }\n");
        assert_eq!(steps(path), ["protoc"], "{name}");
        assert!(steps(path).is_empty(), "{name}");
        fs::remove_file(path.join("out.bin")).unwrap();
        assert_eq!(made(), "protoc\n", "{name}");
        assert!(made().contains("up to date"), "{name}");
        change(path, &imported, "syntax = \"proto3\";\nmessage B {}\n");
        assert_eq!(made(), "protoc\n", "{name}");
        assert!(made().contains("up to date"), "{name}");
        assert!(!path.join("ran").exists(), "a name was run as a command");
    }
}

#[test]
fn make_rules_have_no_outputs_that_make_reads_otherwise() {
    let folder = project(("a=b.proto", "syntax = \"proto3\";\n"));
    for (output, input) in
        [("a%b", "proto/money.proto"), ("a&", "proto/money.proto"), ("a=b", "proto/money.proto"), ("a", "a=b.proto")]
    {
        let mut protoc = environment::protoward();
        protoc.args(["protoc", "-I.", "--dependency_out=out.d", &format!("-o{output}"), input]);
        let done = protoc.current_dir(&folder).output().unwrap();
        let text = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && text.contains("`make` does not read"), "{output}: {text}");
    }
}

/// The commands of the page, for the generator that CMake uses by default.
#[test]
fn make_files_of_cmake_come_to_an_end() {
    if !has(&["cmake", "make"]) {
        return;
    }
    let page = include_str!("../../docs/bazel.md");
    let (_, after) = page.split_once("```cmake\n").unwrap();
    let (commands, _) = after.split_once("```").unwrap();
    let lists = format!(
        "cmake_minimum_required(VERSION 3.21)\nproject(shop LANGUAGES NONE)\n{commands}add_custom_target(all_of_it ALL DEPENDS order.binpb)\n"
    );
    let folder = configured_for("Unix Makefiles", &lists).unwrap();
    let build = || {
        let text = succeeded(environment::tool("cmake").args(["--build", "build"]).current_dir(&folder));
        text.contains("Generating order.binpb")
    };
    assert!(build());
    assert!(!build());
    // The output stays the same.
    change(folder.path(), "proto/money.proto", &format!("{MONEY}// A comment.\n"));
    assert!(build());
    assert!(!build());
}

#[test]
fn cmake_runs_exactly_the_needed_steps() {
    if !has(&["cmake", "ninja"]) {
        return;
    }
    let folder = configured(CMAKE).unwrap();
    let path = folder.path();
    let build = folder.path().join("build");
    let (money, order, size) = ("protoc money.proto", "protoc order.proto", "size of order");
    assert_eq!(steps(&build), [money, order, size]);
    assert!(steps(&build).is_empty());
    change(path, "proto/order.proto", ORDER);
    assert_eq!(steps(&build), [order]);
    change(path, "proto/money.proto", &MONEY.replace("int64", "int32"));
    assert_eq!(steps(&build), [money, order]);
    change(path, "proto/order.proto", &ORDER.replace("price", "total_price"));
    assert_eq!(steps(&build), [order, size]);
    assert!(steps(&build).is_empty());
}

#[test]
fn generates_python_with_the_module_of_cmake() {
    if !has(&["cmake", "ninja"]) {
        return;
    }
    let Some(folder) = configured(CMAKE_MODULE) else { return };
    let build = folder.path().join("build");
    assert_eq!(steps(&build).len(), 2);
    assert!(steps(&build).is_empty());
    let generated: Vec<_> = walkdir::WalkDir::new(&build).into_iter().map(Result::unwrap).collect();
    let python = generated.iter().filter(|it| it.file_name().to_str().unwrap().ends_with("_pb2.py"));
    assert_eq!(python.count(), 2);
    change(folder.path(), "proto/order.proto", &ORDER.replace("price", "total"));
    assert_eq!(steps(&build).len(), 1);
}
