//! REST for services: routes by `google.api.http` rules.

use std::path::{Path, PathBuf};

use protoward::codegen::{Generate, Plugin, generate};
use protoward::compile::Inputs;
use protoward::schema::Schema;
use protoward::source::{FolderTree, MemoryTree, Trees};

use super::copied::Copied;
use super::names::{compiled, entry, files, flag};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture() -> PathBuf {
    root().join("fixtures/codegen/rest")
}

fn library() -> Schema {
    let trees = Trees(vec![
        Box::new(FolderTree::new(fixture().join("proto"))),
        Box::new(FolderTree::new(root().join("third_party/googleapis"))),
        Box::new(MemoryTree::new([("google/api/httpbody.proto", HTTP_BODY)])),
    ]);
    compiled(&Inputs::tree(trees, ["library/v1/library.proto"]))
}
