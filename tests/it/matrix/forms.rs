//! The forms of an input.

use std::fs;
use std::path::{Path, PathBuf};

use super::World;
use super::layouts::Layout;
use crate::environment;
use crate::support::git;
use protoward_inputs::Input;

/// A kind of forms, which is a column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FormKind {
    Folder,
    File,
    Commit,
    Archive,
    Image,
}

impl FormKind {
    pub(super) const ALL: [(&'static str, Self); 5] = [
        ("folder", Self::Folder),
        ("file", Self::File),
        ("commit", Self::Commit),
        ("archive", Self::Archive),
        ("image", Self::Image),
    ];

    /// Returns the column of an input. A new form needs one.
    fn of(input: &Input) -> Self {
        match input {
            Input::Folder(_) | Input::Staged { .. } => Self::Folder,
            Input::File(_) | Input::Package(_) => Self::File,
            Input::Git(_) | Input::At { .. } => Self::Commit,
            Input::Archive(_) => Self::Archive,
            Input::Image(_) => Self::Image,
        }
    }
}

/// A form of the newer version.
pub(super) struct Form {
    pub(super) name: String,
    pub(super) kind: FormKind,
    /// The value of the argument INPUT.
    pub(super) input: String,
    /// The working directory.
    pub(super) from: PathBuf,
    /// The file for standard input.
    pub(super) stdin: Option<PathBuf>,
}

/// The encodings of images.
const IMAGES: [&str; 6] = ["binpb", "json", "txtpb", "yaml", "binpb.gz", "json.zst"];

/// Creates all forms of the newer version.
pub(super) fn prepare(world: &World, layout: &Layout) {
    let new = world.path("new");
    let run = |arguments: &[&str]| git(&new, arguments);
    run(&["init", "-q", "-b", "main"]);
    run(&["add", "-A"]);
    run(&["commit", "-q", "-m", "new"]);
    run(&["tag", "v1"]);
    run(&["branch", "other"]);
    run(&["clone", "-q", "--bare", ".", "../bare.git"]);
    run(&["clone", "-q", ".", "../clone"]);
    run(&["worktree", "add", "-q", "../worktree", "other"]);
    fs::create_dir(world.path("outer")).unwrap();
    git(&world.path("outer"), &["init", "-q", "-b", "main"]);
    git(&world.path("outer"), &["submodule", "add", "-q", "../new", "sub"]);
    run(&["archive", "--format", "tar.gz", "--output", "../new.tar.gz", "HEAD"]);
    run(&["archive", "--format", "zip", "--output", "../new.zip", "HEAD"]);
    run(&["archive", "--format", "tar", "--prefix", "pkg-1.0/", "--output", "../prefixed.tar", "HEAD"]);
    fs::write(world.path("user.json"), "{\"id\":\"7\"}").unwrap();
    fs::create_dir_all(world.path("crate/src")).unwrap();
    fs::write(world.path("crate/Cargo.toml"), "[package]\nname = \"user\"\nversion = \"0.1.0\"\n").unwrap();
    fs::write(world.path("crate/src/lib.rs"), "").unwrap();
    if layout.is_one_project {
        for image in IMAGES.map(|ending| format!("../image.{ending}")).into_iter().chain([in_registry(world)]) {
            let output = environment::protoward().args(["build", "-o", &image]).current_dir(&new).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

/// Returns all forms; the first is the plain folder.
pub(super) fn all(world: &World, layout: &Layout) -> Vec<Form> {
    let [new, above] = [world.path("new"), world.folder.path().to_owned()];
    let absolute = new.to_str().unwrap().to_owned();
    let mut forms = vec![
        form(".", &new),
        // From a folder directly below the root.
        form("..", &new.join(layout.subfolder)),
        form("new", &above),
        form(&absolute, Path::new("/")),
        form(layout.file, &new),
        // Each package has one file.
        form(&format!("{}#include_package_files=true", layout.file), &new),
        form("git:HEAD", &new),
        form("git:v1", &new),
        form(".git#branch=main", &new),
        form(".git#tag=v1", &new),
        form(".git#ref=HEAD", &new),
        form("bare.git#branch=main", &above),
        form(".git#branch=main", &world.path("worktree")),
        form(".git#branch=main", &world.path("outer/sub")),
        form(".git#ref=origin/main", &world.path("clone")),
        form("new.tar.gz", &above),
        form("new.zip", &above),
        form("prefixed.tar#strip_components=1", &above),
    ];
    if !layout.has_roots {
        forms.retain(|form| form.kind != FormKind::File);
    }
    if layout.is_one_project {
        // A configuration of the working directory decides about an image.
        let from = new.join(layout.config_folder);
        forms.extend(IMAGES.map(|ending| form(world.path(&format!("image.{ending}")).to_str().unwrap(), &from)));
        forms.push(form(&in_registry(world), &from));
        forms.push(Form { stdin: Some(world.path("image.binpb")), ..form("-", &from) });
    }
    forms
}

/// Returns the image of the newer version in a registry.
fn in_registry(world: &World) -> String {
    format!("oci://{}/acme/api:v1", world.registry.address)
}

fn form(input: &str, from: &Path) -> Form {
    let kind = FormKind::of(&Input::parse(input).unwrap());
    let place = from.file_name().unwrap_or_default().to_string_lossy();
    Form { name: format!("{input} in {place}"), kind, input: input.to_owned(), from: from.to_owned(), stdin: None }
}
