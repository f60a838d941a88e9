//! Input references and their file trees.

use protoward_inputs::Input;

use crate::support::{as_on_unix, check};

fn parsed(text: &str) -> String {
    match Input::parse(text) {
        Ok(input) => format!("{text}\n  {input:?}"),
        Err(error) => format!("{text}\n  error: {error}\n  help: {}", error.help().unwrap_or_default()),
    }
}

#[test]
fn references_round_trip() {
    let references = [
        ".",
        "proto",
        "proto/",
        "a.proto",
        "x.binpb",
        "x.bin",
        "x.json",
        "x.txtpb",
        "-",
        "-#format=json",
        "image#format=binpb",
        "git:HEAD~1",
        "git:origin/main",
        ".git",
        "../other/.git#branch=main,subdir=proto",
        "bare.git#tag=v1,subdir=./a//b/",
        ".git#commit=3f2a1c9,depth=50",
        ".git#branch=main,ref=HEAD~3",
        ".#format=git,ref=HEAD^",
        "proto#format=dir",
        "x.tar",
        "x.tar.gz#strip_components=1,subdir=/proto/",
        "x.tgz",
        "x.tar.zst",
        "x.zip#subdir=./a//b/",
        "blob#format=tar,compression=gzip",
        "x.tar.gz#format=tar",
        "x.tar.gz#compression=none",
        "x#format=targz",
        "x.binpb.gz",
        "x.json.zst",
        "x.txtpb.gz#compression=zstd",
        "x#format=jsongz",
        "-#compression=gzip",
        "-#format=tar,compression=zstd,strip_components=2",
        "-#format=zip",
    ];
    check("source", "references", &references.map(parsed).join("\n"));
}

#[test]
fn suggests_a_valid_reference_for_an_invalid_one() {
    let references = [
        "",
        "#format=json",
        "git:",
        "https://example.com/x.git#branch=main",
        "git://example.com/x",
        "x.gz",
        "x.zip.gz",
        "a.proto.zst",
        "x.tar#compression=lz4",
        "x.zip#compression=gzip",
        "proto#compression=gzip",
        "x.tar#strip_components=-1",
        "x.tar#strip_components=all",
        "x.tar#branch=main",
        "x.tar#subdir=../x",
        "x.binpb#strip_components=1",
        "proto#subdir=x",
        "-#format=git",
        ".git#branch",
        ".git#branch=",
        ".git#branch=a,branch=b",
        ".git#tag=a,commit=b",
        ".git#subdir=../x",
        ".git#sudbir=x",
        "proto#branch=main",
        "x#format=jsno",
        "x#format=yaml",
        "x.json#pretty=1",
    ];
    check("source", "bad_references", &references.map(parsed).join("\n"));
}

#[test]
fn distinguishes_missing_inputs_from_remote_ones() {
    let error = |text: &str| {
        let error = Input::parse(text).unwrap().open().err().unwrap();
        as_on_unix(&format!("{text}\n  error: {error}\n  help: {}", error.help().unwrap_or_default()))
    };
    let inputs =
        ["poto", "poto/user", "buf.example.com/acme/petapis", "./nothing.proto", "nothing.binpb", "Cargo.toml"];
    check("source", "not_found", &inputs.map(error).join("\n"));
}
