//! Code generation compared with protoc and buf: all of google-proto-files, with a plugin that only reads its request.

use std::path::{Path, PathBuf};

use super::Programs;
use super::goal::{self, Goal};
use super::measure::{Contestant, Table, measure, print};
use crate::trees::{self, CompleteTree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

const PLUGIN: &str = "protoc-gen-read";

/// The target: protoward is this many times faster than protoc and buf.
const FASTER: f64 = 5.0;

pub(super) fn run(programs: &Programs, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let scene = PluginRuns::new(&tree)?;
    let protoc = scene.protoc(&Run::new(&programs.protoc));
    let as_protoc = scene.protoc(&Run::new(&programs.protoward).arg("protoc"));
    let [theirs, theirs_at_once] = scene.generate(&programs.buf);
    let [ours, ours_at_once] = scene.generate(&programs.protoward);
    let request_goals = same_requests(&scene, [&protoc, &as_protoc, &theirs, &ours, &theirs_at_once, &ours_at_once])?;
    let contestants = [
        Contestant::new("protoc", protoc),
        Contestant::new("protoward protoc", as_protoc),
        Contestant::new("buf generate", theirs),
        Contestant::new("protoward generate", ours),
        Contestant::new("buf generate, all", theirs_at_once),
        Contestant::new("protoward generate, all", ours_at_once),
    ];
    let measured = measure(&contestants, runs)?;
    print(&format!("generating from {} files, with a plugin that only reads", tree.files.len()), &measured);
    let goals: Vec<Goal> = goals(&Table(&measured)).into_iter().chain(request_goals).collect();
    Ok(goal::outcome(&goals))
}

fn goals(table: &Table<'_>) -> Vec<Goal> {
    let pairs = [
        ("protoc", "protoward protoc"),
        ("buf generate", "protoward generate"),
        ("buf generate, all", "protoward generate, all"),
    ];
    let faster = |(theirs, ours): (&str, &str)| {
        Goal::at_least(format!("{ours}: times faster than {theirs}"), table.time(theirs) / table.time(ours), FASTER)
    };
    let smaller = |(theirs, ours): (&str, &str)| {
        Goal::at_most(format!("{ours}: memory of {theirs}"), table.memory(ours) / table.memory(theirs), 1.0)
    };
    pairs.map(faster).into_iter().chain(pairs.map(smaller)).collect()
}

/// The folders that all programs work in.
struct PluginRuns<'a> {
    tree: &'a CompleteTree,
    /// The folder of the plugin.
    bin: PathBuf,
    out: PathBuf,
}

impl<'a> PluginRuns<'a> {
    fn new(tree: &'a CompleteTree) -> Result<Self, Error> {
        Ok(Self { tree, bin: plugin()?, out: workspace::scratch("bench/read")? })
    }

    /// Returns a single run for all files with the arguments of protoc.
    fn protoc(&self, program: &Run) -> Run {
        let plugin = self.bin.join(PLUGIN).with_extension(std::env::consts::EXE_EXTENSION);
        let plugin = format!("--plugin={PLUGIN}={}", plugin.display());
        let out = format!("--read_out={}", self.out.display());
        program.clone().args(["-I.", &plugin, &out, "@files"]).current_dir(&self.tree.dir)
    }

    /// Returns two runs: one with a plugin call per folder, and one with a single call.
    fn generate(&self, program: &Path) -> [Run; 2] {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.bin.clone()).chain(std::env::split_paths(&path));
        let path = std::env::join_paths(folders).unwrap_or(path);
        ["directory", "all"].map(|strategy| {
            let plugin = serde_json::json!({ "local": PLUGIN, "out": self.out, "strategy": strategy });
            let template = serde_json::json!({ "version": "v2", "plugins": [plugin] }).to_string();
            let run = Run::new(program).args(["generate", ".", "--template", &template]);
            run.current_dir(&self.tree.dir).env("PATH", &path)
        })
    }
}

/// Builds the plugin. It is built every time, because that is fast and the plugin is never outdated.
fn plugin() -> Result<PathBuf, Error> {
    let bin = workspace::scratch("bench/bin")?;
    let program = bin.join(PLUGIN).with_extension(std::env::consts::EXE_EXTENSION);
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let source = workspace::root().join("oracles/programs").join(PLUGIN).with_extension("rs");
    let run = Run::new(rustc).install_hint("Rust (rustup)").args(["--edition", "2024", "-O", "-o"]);
    run.arg(&program).arg(&source).finish()?;
    Ok(bin)
}

/// Returns the goals that all programs send the plugin the same requests. A program that sends less would have less work.
fn same_requests(
    scene: &PluginRuns<'_>,
    [protoc, as_protoc, each, our_each, all, our_all]: [&Run; 6],
) -> Result<Vec<Goal>, Error> {
    let note = scene.out.join("note");
    let requests = |run: &Run| {
        std::fs::write(&note, "").map_err(Error::at(&note))?;
        run.clone().env("READ", &note).finish()?;
        let text = std::fs::read_to_string(&note).map_err(Error::at(&note))?;
        // Both numbers are small enough to be exact in a double.
        let sizes: Vec<f64> = text.lines().filter_map(|line| line.parse().ok()).collect();
        Ok::<_, Error>((sizes.len() as f64, sizes.iter().sum::<f64>()))
    };
    let same = |what: &str, ours: f64, theirs: f64| {
        [Goal::at_least(what, ours / theirs, 1.0), Goal::at_most(what, ours / theirs, 1.0)]
    };
    let ((_, theirs), (_, ours)) = (requests(protoc)?, requests(as_protoc)?);
    let mut goals = same("protoward protoc: bytes of requests, of protoc's", ours, theirs).to_vec();
    for (theirs, ours, name) in [(each, our_each, "by folder"), (all, our_all, "all")] {
        let theirs = requests(theirs)?;
        let ours = requests(ours)?;
        goals.extend(same(&format!("protoward generate, {name}: calls, of buf's"), ours.0, theirs.0));
        // buf adds more locations than protoc to the source info. protoward adds those of protoc.
        goals.push(Goal::at_least(
            format!("protoward generate, {name}: bytes of requests, of buf's"),
            ours.1 / theirs.1,
            0.9,
        ));
    }
    Ok(goals)
}
