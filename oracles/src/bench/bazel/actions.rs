//! Actions: command lines and what they write.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use super::graph::Graph;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::random::Random;

/// An action of the build.
pub(super) struct Action {
    pub(super) arguments: Vec<String>,
    /// The files that the action may read.
    pub(super) inputs: Vec<usize>,
}

/// The result of an action.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ActionResult {
    pub(super) code: i32,
    pub(super) messages: String,
    /// The contents of the output files.
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

/// The output folder of all actions.
const OUT: &str = "bazel-out";

impl Action {
    /// Returns the action of `proto_library` for a file.
    pub(super) fn library(graph: &Graph, target: usize) -> Self {
        let name = &graph.names[target];
        let inputs = graph.closure(target);
        let mut arguments = vec![format!("--descriptor_set_out={OUT}/set.bin")];
        arguments.extend(inputs.iter().map(|&file| format!("-I{0}={0}", graph.names[file])));
        let direct: Vec<&str> = [name].into_iter().chain(&graph.direct[target]).map(String::as_str).collect();
        let message = "%s is imported, but //a:a doesn't directly depend on a proto_library that 'srcs' it.";
        arguments.push(format!("--direct_dependencies={}", direct.join(":")));
        arguments.push(format!("--direct_dependencies_violation_msg={message}"));
        arguments.push(name.clone());
        Self { arguments, inputs }
    }

    /// Returns an action with flags that change its output.
    pub(super) fn drawn(graph: &Graph, target: usize, random: &mut Random) -> Self {
        let mut action = Self::library(graph, target);
        let flags = ["--include_imports", "--include_source_info", "--retain_options"];
        action.arguments.extend(flags.iter().filter(|_| random.chance(2)).map(|&flag| flag.to_owned()));
        if random.chance(4) {
            action.arguments.push(format!("--python_out={OUT}"));
        }
        // An undeclared import, for the messages of failures.
        if random.chance(8) {
            action.arguments.push("--direct_dependencies=none.proto".to_owned());
        }
        action
    }

    /// Runs the action in an empty output folder. Returns the time, and what it wrote.
    pub(super) fn timed(
        &self,
        folder: &Path,
        run: impl FnOnce() -> Result<(i32, String), Error>,
    ) -> Result<(Duration, ActionResult), Error> {
        let out = folder.join(OUT);
        files::empty(&out)?;
        let start = Instant::now();
        let (code, messages) = run()?;
        let time = start.elapsed();
        Ok((time, ActionResult { code, messages, files: files(&out)? }))
    }
}

/// Runs an action as a process.
pub(super) fn protoc_time(
    program: &Path,
    first: &[&str],
    folder: &Path,
    action: &Action,
) -> Result<(Duration, ActionResult), Error> {
    let run = Run::new(program).args(first).args(&action.arguments).current_dir(folder);
    action.timed(folder, || {
        let done = run.output()?;
        Ok((done.code.unwrap_or(-1), done.stderr + &String::from_utf8_lossy(&done.stdout)))
    })
}

fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let bytes = std::fs::read(entry.path()).map_err(Error::at(entry.path()))?;
        Ok((entry.path().strip_prefix(folder).unwrap_or(entry.path()).display().to_string(), bytes))
    });
    files.collect()
}
