//! `protoward worker`: each response and each file equals that of a fresh process, whatever the worker did before.

#[path = "worker/client.rs"]
mod client;

use std::fs;
use std::io::{Read, Seek};
use std::path::Path;

use tempfile::TempDir;

use client::{WorkRequest, Worker, sha256};

use crate::environment;
use crate::support::{copy, write};

const A: &str = "syntax = \"proto3\";\npackage a;\nimport \"b.proto\";\nmessage A { b.B b = 1; }\n";
const B: &str = "syntax = \"proto3\";\npackage b;\nmessage B { int32 x = 1; }\n";
const OTHER_B: &str = "syntax = \"proto3\";\npackage b;\nmessage B { string y = 7; }\n";
const BAD_B: &str = "syntax = \"proto3\";\npackage b;\nmessage B { strin y = 7; }\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), files);
    folder
}

/// The exit code and the messages of a fresh process, and all files of the folder after it.
fn fresh(from: &Path, arguments: &[&str]) -> (i32, String, Vec<(String, Vec<u8>)>) {
    let folder = TempDir::new().unwrap();
    copy(from, folder.path());
    // One file for both streams, in the order of their texts.
    let mut messages = tempfile::tempfile().unwrap();
    let mut process = environment::protoward();
    process.arg("protoc").args(arguments).current_dir(&folder);
    process.stdout(messages.try_clone().unwrap()).stderr(messages.try_clone().unwrap());
    let code = process.status().unwrap().code().unwrap();
    let mut text = String::new();
    messages.rewind().unwrap();
    messages.read_to_string(&mut text).unwrap();
    (code, text, files(folder.path()))
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let entries = entries.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    entries.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// Asks the worker, and compares its response and its files with those of a fresh process.
fn same(worker: &mut Worker, folder: &Path, request: &WorkRequest) {
    let arguments: Vec<&str> = request.arguments.iter().map(String::as_str).collect();
    let (code, text, expected) = fresh(folder, &arguments);
    let response = worker.ask(request);
    assert_eq!((response.exit_code, &*response.output), (code, &*text), "{arguments:?}");
    assert!(!response.was_cancelled);
    assert_eq!(files(folder), expected, "{arguments:?}");
}

#[test]
fn equals_a_fresh_process() {
    let folder = folder(&[
        ("proto/a.proto", A),
        ("proto/b.proto", B),
        ("proto/bad.proto", "syntax = \"proto3\";\nmessage Bad { Missing x = 1; }\n"),
        ("proto/warned.proto", "syntax = \"proto3\";\nimport \"b.proto\";\n"),
        ("params", "-Iproto\n-oparams.bin\na.proto\n"),
    ]);
    let mut worker = Worker::start(folder.path(), &[]);
    let command_lines: &[&[&str]] = &[
        &["-Iproto", "-oa.bin", "a.proto"],
        &["-Iproto", "-oa.bin", "a.proto", "--include_imports", "--include_source_info"],
        &["-Iproto", "-oa.bin", "a.proto"],
        &["-Iproto", "--python_out=.", "--pyi_out=.", "a.proto", "b.proto"],
        &["-Iproto", "-obad.bin", "bad.proto"],
        &["-Iproto", "-obad.bin", "a.proto", "bad.proto"],
        &["-Iproto", "-owarned.bin", "warned.proto", "--fatal_warnings"],
        &["-Iproto", "--dependency_out=a.d", "-oa2.bin", "a.proto"],
        &["-Iproto", "-oa3.bin", "a.proto", "--direct_dependencies=a.proto"],
        &["-Iproto", "-oa3.bin", "a.proto", "--direct_dependencies=", "--direct_dependencies_violation_msg=%s, //a:a"],
        &["-Ia.proto=proto/a.proto", "-Ib.proto=proto/b.proto", "-oa4.bin", "proto/a.proto"],
        &["-Ia.proto=proto/a.proto", "-oa5.bin", "proto/a.proto"],
        &["--descriptor_set_in=a.bin", "-oa6.bin", "a.proto"],
        &["-Iproto", "--openapi_out=.", "a.proto"],
        &["-Iproto", "-onowhere/a.bin", "a.proto"],
        &["-Inowhere", "-oa7.bin", "a.proto"],
        &["--unknown"],
        &["@params"],
        &["@nowhere"],
        &["--version"],
        &["--help"],
        &["-Iproto", "--print_free_field_numbers", "a.proto"],
    ];
    for arguments in command_lines {
        same(&mut worker, folder.path(), &WorkRequest::new(arguments));
        let inputs = ["proto/a.proto", "proto/b.proto", "proto/bad.proto", "proto/warned.proto"];
        same(&mut worker, folder.path(), &WorkRequest::new(arguments).inputs(folder.path(), &inputs));
    }
    let (code, rest, log) = worker.end();
    assert_eq!((code, &*rest, &*log), (Some(0), &b""[..], ""));
}

#[test]
fn nothing_of_one_request_shows_in_the_next() {
    let folder = folder(&[("proto/a.proto", A), ("proto/b.proto", B)]);
    let path = folder.path();
    let both = ["proto/a.proto", "proto/b.proto"];
    let mut worker = Worker::start(path, &[]);
    let request = || WorkRequest::new(&["-Iproto", "-oa.bin", "--include_imports", "a.proto"]);
    // The same path with other contents, with and without digests.
    for text in [B, OTHER_B, BAD_B, B, BAD_B, OTHER_B, B] {
        write(path, &[("proto/b.proto", text)]);
        same(&mut worker, path, &request().inputs(path, &both));
        same(&mut worker, path, &request());
    }
    // The same content under another path, and as the file of another import.
    write(path, &[("other/c/b.proto", B), ("other/a.proto", &A.replace("b.proto", "c/b.proto"))]);
    let inputs = ["other/a.proto", "other/c/b.proto"];
    let other =
        |include| WorkRequest::new(&[include, "-oa.bin", "--include_imports", "--include_source_info", "a.proto"]);
    same(&mut worker, path, &other("-Iother").inputs(path, &inputs));
    same(&mut worker, path, &other("-Iproto").inputs(path, &both));
    same(&mut worker, path, &WorkRequest::new(&["-Iproto", "-oab.bin", "b.proto", "a.proto"]).inputs(path, &both));
    // The same content is an error in one place only.
    write(path, &[("other/c/b.proto", BAD_B)]);
    same(&mut worker, path, &other("-Iother").inputs(path, &inputs));
    same(&mut worker, path, &other("-Iproto").inputs(path, &both));
    // A file that is gone, although it was an input before.
    fs::remove_file(path.join("proto/b.proto")).unwrap();
    same(&mut worker, path, &request().inputs(path, &["proto/a.proto"]));
    same(&mut worker, path, &request());
    assert_eq!(worker.end().0, Some(0));
}

#[test]
fn parses_and_reads_each_content_once() {
    let folder = folder(&[("proto/a.proto", A), ("proto/b.proto", B)]);
    let path = folder.path();
    let mut worker = Worker::start(path, &[]);
    let request = WorkRequest { verbosity: 10, ..WorkRequest::new(&["-Iproto", "-oa.bin", "a.proto"]) };
    let request = request.inputs(path, &["proto/a.proto", "proto/b.proto"]);
    assert_eq!(worker.ask(&request).exit_code, 0);
    let first = fs::read(path.join("a.bin")).unwrap();
    // The digest says that the content is known, so the file is not opened.
    write(path, &[("proto/b.proto", BAD_B)]);
    fs::remove_file(path.join("a.bin")).unwrap();
    assert_eq!(worker.ask(&request).exit_code, 0);
    assert_eq!(fs::read(path.join("a.bin")).unwrap(), first);
    let (_, _, log) = worker.end();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    // The third is `descriptor.proto`.
    assert!(lines.iter().all(|line| line.ends_with("; 3 parsed")), "{log}");
}

#[test]
fn refuses_a_digest_of_another_file() {
    let folder = folder(&[("proto/a.proto", A), ("proto/b.proto", B)]);
    let path = folder.path();
    let mut worker = Worker::start(path, &[]);
    let mut request =
        WorkRequest::new(&["-Iproto", "-oa.bin", "a.proto"]).inputs(path, &["proto/a.proto", "proto/b.proto"]);
    write(path, &[("proto/b.proto", OTHER_B)]);
    let response = worker.ask(&request);
    assert_eq!(response.exit_code, 1);
    let digest = String::from_utf8(request.inputs[1].digest.clone()).unwrap();
    let expected =
        format!("cannot read `proto/b.proto`: its content does not have the digest `{digest}` of the request");
    assert!(response.output.starts_with(&format!("proto/a.proto:3:1: {expected}")), "{}", response.output);
    assert!(!path.join("a.bin").exists());
    // The wrong pair is not remembered.
    request.inputs[1].digest = sha256(&path.join("proto/b.proto")).into_bytes();
    same(&mut worker, path, &request);
    // A digest in another function is an identity.
    request.inputs[1].digest = b"3f2a".to_vec();
    same(&mut worker, path, &request);
    assert_eq!(worker.end().0, Some(0));

    let mut worker = Worker::start(path, &["--digests", "opaque"]);
    request.inputs[1].digest = "0".repeat(64).into_bytes();
    same(&mut worker, path, &request);
}

#[test]
fn runs_in_the_sandbox_of_a_request() {
    let folder = folder(&[
        ("s/1/proto/a.proto", A),
        ("s/1/proto/b.proto", B),
        ("s/2/proto/a.proto", A),
        ("s/2/proto/b.proto", OTHER_B),
        ("s/3/proto/a.proto", A),
        ("s/3/proto/b.proto", BAD_B),
        ("s/3/params", "-Iproto\n-oa.bin\nproto/a.proto\n"),
    ]);
    write_plugin(&folder.path().join("s/1/plugin"));
    write_plugin(&folder.path().join("s/2/plugin"));
    let mut worker = Worker::start(folder.path(), &["--threads", "3"]);
    let command_lines: &[&[&str]] = &[
        &["-Iproto", "-oa.bin", "--include_imports", "proto/a.proto"],
        &["-Iproto", "--python_out=.", "--dependency_out=a.d", "proto/a.proto"],
        &["-Iproto", "--plugin=protoc-gen-x=plugin", "--x_out=.", "proto/a.proto"],
        &["-I.", "-onowhere/a.bin", "proto/a.proto"],
        &["-Inowhere", "-oa.bin", "proto/a.proto"],
        &["--descriptor_set_in=a.bin", "-ob.bin", "a.proto"],
        &["@params"],
    ];
    for arguments in command_lines {
        let sandboxes: Vec<String> = (1..=3).map(|number| format!("s/{number}")).collect();
        let expected: Vec<_> = sandboxes.iter().map(|it| fresh(&folder.path().join(it), arguments)).collect();
        for (index, sandbox) in sandboxes.iter().enumerate() {
            let root = folder.path().join(sandbox);
            let request = WorkRequest::new(arguments).inputs(&root, &["proto/a.proto", "proto/b.proto"]);
            worker.send(&WorkRequest { sandbox_dir: sandbox.clone(), request_id: index as i32 + 1, ..request });
        }
        for _ in &sandboxes {
            let response = worker.receive();
            let index = response.request_id as usize - 1;
            let (code, text, files_after) = &expected[index];
            assert_eq!((response.exit_code, &response.output), (*code, text), "{arguments:?} in {}", sandboxes[index]);
            assert_eq!(&files(&folder.path().join(&sandboxes[index])), files_after, "{arguments:?}");
        }
    }
    let nowhere = WorkRequest { sandbox_dir: "s/4".to_owned(), ..WorkRequest::new(&["--version"]) };
    assert_eq!(worker.ask(&nowhere).output, "s/4: there is no such sandbox\n");
    assert_eq!(worker.end().0, Some(0));
}

/// Writes a plugin whose only file is named after the content of its working directory.
fn write_plugin(path: &Path) {
    let script =
        "#!/bin/sh\ncat >/dev/null\ntest -f proto/a.proto || exit 3\nprintf 'z\\014\\n\\004here:\\004yes\\n'\n";
    fs::write(path, script).unwrap();
    environment::tool("chmod").arg("+x").arg(path).status().unwrap();
}

#[test]
fn keeps_the_streams_of_the_process_for_the_protocol() {
    let folder = folder(&[("a.proto", B)]);
    let mut worker = Worker::start(folder.path(), &[]);
    let on_all_systems: &[(&[&str], &str)] = &[
        (&[], "the request has no arguments"),
        (&["--decode_raw"], "a worker has no input for `--encode` and `--decode`"),
        (&["--encode=b.B", "a.proto"], "a worker has no input for `--encode` and `--decode`"),
    ];
    let on_unix: &[(&[&str], &str)] = &[
        (&["-o/dev/stdout", "a.proto"], "`/dev/stdout`: a worker writes to files only"),
        (&["@/dev/stdin"], "/dev/stdin: cannot read this file of arguments: it is a pipe or a device"),
        (&["--descriptor_set_in=/dev/stdin", "-oa.bin", "a.proto"], "/dev/stdin: cannot read this descriptor set"),
    ];
    for (arguments, start) in on_all_systems.iter().chain(on_unix.iter().filter(|_| cfg!(unix))) {
        let response = worker.ask(&WorkRequest::new(arguments));
        assert_eq!(response.exit_code, 1);
        assert!(response.output.starts_with(start), "{}", response.output);
    }
    assert_eq!(worker.end(), (Some(0), Vec::new(), String::new()));
}

#[test]
fn answers_malformed_requests_or_ends() {
    let folder = folder(&[("a.proto", B)]);
    let good = WorkRequest { request_id: 5, ..WorkRequest::new(&["-oa.bin", "a.proto"]) };
    let mut worker = Worker::start(folder.path(), &["--threads", "1"]);
    for bytes in [&b"\x03\x0a\x05a"[..], b"\x03\x0a\x01\xff", b"\x01\x08"] {
        worker.send_bytes(bytes);
        let response = worker.receive();
        assert_eq!((response.exit_code, response.request_id), (1, 0));
        assert!(response.output.contains("request"), "{}", response.output);
        assert_eq!(worker.ask(&good).request_id, 5);
    }
    // The id is known, although a field is malformed.
    worker.send_bytes(b"\x05\x0a\x01\xff\x18\x07");
    let response = worker.receive();
    assert_eq!((response.exit_code, response.request_id), (1, 7), "{}", response.output);
    let endings: &[(&[&str], &[u8], &str)] = &[
        (&[], b"\x05\x0a\x01a", "the input ends inside a request"),
        (&[], b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "the length of a request is not a varint"),
        (&[], b"\xff\xff\xff\xff\x7f", "a request is longer than"),
        (&["--protocol", "json"], b"\x05abc", "a request in JSON starts with `{`"),
        (&["--protocol", "json"], b"{\"arguments\": [", "the input ends inside a request"),
    ];
    for (flags, bytes, message) in endings {
        let mut worker = Worker::start(folder.path(), flags);
        worker.send_bytes(bytes);
        let (code, rest, log) = worker.end();
        assert_eq!((code, &*rest), (Some(1), &b""[..]), "{log}");
        assert!(log.starts_with(message), "{log}");
    }
    assert_eq!(worker.end().0, Some(0));
}

#[test]
fn speaks_json() {
    let folder = folder(&[("a.proto", B)]);
    let mut worker = Worker::start(folder.path(), &["--protocol", "json"]);
    let digest = sha256(&folder.path().join("a.proto"));
    let request = format!(
        r#"{{"arguments":["-oa.bin","a.proto"],"inputs":[{{"path":"a.proto","digest":"{digest}"}}],"requestId":12}}"#
    );
    worker.send_bytes(request.as_bytes());
    assert_eq!(worker.line(), "{\"exitCode\":0,\"output\":\"\",\"requestId\":12}\n");
    worker.send_bytes(br#"{"arguments":["-oa.bin","b.proto"]}"#);
    assert_eq!(worker.line(), "{\"exitCode\":1,\"output\":\"b.proto: there is no such file\\n\",\"requestId\":0}\n");
    assert!(folder.path().join("a.bin").is_file());
    assert_eq!(worker.end().0, Some(0));
}

/// Bazel before version 8 encodes names twice.
#[test]
fn reads_names_that_are_not_ascii() {
    let name = "gr\u{f6}\u{df}e.proto";
    let twice: String = name.bytes().map(char::from).collect();
    for sent in [name, &twice] {
        let folder = folder(&[(name, B), ("params", &format!("-oprocess.bin\n{sent}\n"))]);
        let path = folder.path();
        let mut worker = Worker::start(path, &[]);
        let digest = sha256(&path.join(name)).into_bytes();
        let mut request = WorkRequest::new(&["-oworker.bin", sent]);
        request.inputs.push(client::Input { path: sent.to_owned(), digest });
        let response = worker.ask(&request);
        assert_eq!((response.exit_code, &*response.output), (0, ""));
        let done = environment::protoward().args(["worker", "@params"]).current_dir(path).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(fs::read(path.join("worker.bin")).unwrap(), fs::read(path.join("process.bin")).unwrap());
        assert_eq!(worker.end().0, Some(0));
    }
}

#[test]
fn without_the_flag_it_is_protoc() {
    let folder = folder(&[("proto/a.proto", A), ("proto/b.proto", B), ("params", "-Iproto\n-oa.bin\na.proto\n")]);
    let done = environment::protoward().args(["worker", "@params"]).current_dir(&folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(folder.path().join("a.bin").is_file());
}

#[test]
fn gives_the_same_answers_with_a_small_cache() {
    let texts: Vec<(String, String)> = (0..40)
        .map(|number| {
            let import = if number == 0 { String::new() } else { format!("import \"f{}.proto\";\n", number - 1) };
            (format!("f{number}.proto"), format!("syntax = \"proto3\";\n{import}message M{number} {{}}\n"))
        })
        .collect();
    let folder = folder(&texts.iter().map(|(name, text)| (&**name, &**text)).collect::<Vec<_>>());
    for size in ["0", "1"] {
        let mut worker = Worker::start(folder.path(), &["--cache-size", size]);
        for number in [39, 3, 20, 39] {
            let name = format!("f{number}.proto");
            same(&mut worker, folder.path(), &WorkRequest::new(&["-oa.bin", "--include_imports", &name]));
        }
        assert_eq!(worker.end().0, Some(0));
    }
}

#[test]
fn cancelled_requests_write_nothing_or_all() {
    let text: String = (0..3000).map(|number| format!("message M{number} {{ int32 x = 1; M0 m = 2; }}\n")).collect();
    let folder = folder(&[("a.proto", &format!("syntax = \"proto3\";\n{text}"))]);
    let path = folder.path();
    let (_, _, expected) = fresh(path, &["-oa.bin", "a.proto"]);
    let expected = &expected.iter().find(|(name, _)| name == "a.bin").unwrap().1;
    let mut worker = Worker::start(path, &["--threads", "1"]);
    let mut cancelled = 0;
    for id in 1..=20 {
        let output = format!("out{id}.bin");
        let request = WorkRequest { request_id: id, ..WorkRequest::new(&[&format!("-o{output}"), "a.proto"]) };
        worker.send(&request);
        std::thread::sleep(std::time::Duration::from_millis(u64::try_from(id).unwrap() % 10 * 3));
        worker.send(&WorkRequest { request_id: id, cancel: true, ..WorkRequest::default() });
        let response = worker.receive();
        assert_eq!(response.request_id, id);
        cancelled += usize::from(response.was_cancelled);
        match fs::read(path.join(&output)) {
            Ok(bytes) => assert!(!response.was_cancelled && bytes == *expected),
            Err(_) => assert!(response.was_cancelled, "{response:?}"),
        }
    }
    assert!(cancelled > 0, "a cancellation at once is in time");
    assert_eq!(worker.end().0, Some(0));
}

/// Writes a plugin that waits for another process, whose id is in the file `waits`.
#[cfg(target_os = "linux")]
fn write_hanging_plugin(path: &Path) {
    fs::write(path, "#!/bin/sh\nsleep 1000 &\necho $! > waits.new\nmv waits.new waits\nwait\n").unwrap();
    environment::tool("chmod").arg("+x").arg(path).status().unwrap();
}

/// Waits until the plugin runs, and returns the process for which it waits.
#[cfg(target_os = "linux")]
fn waited_for(folder: &Path) -> String {
    loop {
        if let Ok(process) = fs::read_to_string(folder.join("waits")) {
            fs::remove_file(folder.join("waits")).unwrap();
            return process.trim().to_owned();
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// Waits until a process has ended.
#[cfg(target_os = "linux")]
fn wait_for_end(process: &str) {
    let is_running = || {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
    };
    while is_running() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_cancellation_ends_plugins_that_hang() {
    let folder = folder(&[("a.proto", B)]);
    let path = folder.path();
    write_hanging_plugin(&path.join("plugin"));
    let mut worker = Worker::start(path, &["--threads", "1"]);
    let hanging = WorkRequest::new(&["--plugin=protoc-gen-x=plugin", "--x_out=.", "-oa.bin", "a.proto"]);
    worker.send(&WorkRequest { request_id: 1, ..hanging });
    let process = waited_for(path);
    worker.send(&WorkRequest { request_id: 2, ..WorkRequest::new(&["-ob.bin", "a.proto"]) });
    worker.send(&WorkRequest { request_id: 1, cancel: true, ..WorkRequest::default() });
    let response = worker.receive();
    assert_eq!((response.request_id, response.was_cancelled, &*response.output), (1, true, ""));
    // The only thread is free again.
    let response = worker.receive();
    assert_eq!((response.request_id, response.exit_code), (2, 0), "{}", response.output);
    assert!(!path.join("a.bin").exists() && path.join("b.bin").is_file());
    wait_for_end(&process);
    assert_eq!(worker.end().0, Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn the_end_of_the_input_ends_plugins_that_hang() {
    let folder = folder(&[("a.proto", B)]);
    let path = folder.path();
    write_hanging_plugin(&path.join("plugin"));
    let mut worker = Worker::start(path, &["--protocol", "json", "--threads", "1"]);
    let request =
        |id: i32, arguments: &str| format!("{{\"requestId\":{id},\"arguments\":[{arguments},\"a.proto\"]}}\n");
    let hanging = "\"--plugin=protoc-gen-x=plugin\",\"--x_out=.\"";
    let requests = [request(1, hanging), request(2, "\"-ob.bin\""), request(3, hanging)].concat();
    worker.send_bytes(requests.as_bytes());
    let process = waited_for(path);
    let (code, rest, log) = worker.end();
    assert_eq!((code, &*log), (Some(0), ""));
    wait_for_end(&process);
    let stopped = |id: i32| {
        let message = "--x_out: `protoc-gen-x` was stopped: its result is not needed anymore";
        format!("{{\"exitCode\":1,\"output\":\"{message}\\n\",\"requestId\":{id}}}\n")
    };
    let expected = [stopped(1), "{\"exitCode\":0,\"output\":\"\",\"requestId\":2}\n".to_owned(), stopped(3)].concat();
    assert_eq!(String::from_utf8(rest).unwrap(), expected);
}
