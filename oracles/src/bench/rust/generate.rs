//! The generation of formatted code for all of google-proto-files, compared with tonic-prost-build, both from one descriptor set.

use crate::bench::compiles;
use crate::bench::goal::Goal;
use crate::bench::measure::{Contestant, Table, measure, print};
use crate::trees;
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

const OURS: &str = "protoward generate";
const PEER: &str = "tonic-prost-build";

/// The target: protoward is this many times faster.
const FASTER: f64 = 5.0;

/// The limit of memory, as a share of that of tonic-prost-build.
const MEMORY: f64 = 0.25;

pub(super) fn run(runs: usize) -> Result<[Goal; 2], Error> {
    let tree = trees::complete()?;
    let out = workspace::scratch("bench/rust-all")?;
    let set = out.join("all.binpb");
    compiles(Run::new(corpus::protoc()?), &set).arg("@files").current_dir(&tree.dir).finish()?;
    let folder = |name: &str| {
        let folder = out.join(name);
        std::fs::create_dir_all(&folder).map_err(Error::at(&folder)).map(|()| folder)
    };
    let ours = Run::new(workspace::protoward(Profile::Release)?).args(["generate", "--plugin", "tonic"]).arg(&set);
    let theirs = Run::new(workspace::peer("tonic")?).arg(&set);
    let contestants = [
        Contestant::new(PEER, theirs.arg("-o").arg(folder("theirs")?)),
        Contestant::new(OURS, ours.arg("-o").arg("ours").current_dir(&out)),
    ];
    let measured = measure(&contestants, runs)?;
    print(&format!("prost and tonic code of {} files, from one descriptor set", tree.files.len()), &measured);
    let table = Table(&measured);
    Ok([
        Goal::at_least("generating: times faster than tonic-prost-build", table.time(PEER) / table.time(OURS), FASTER),
        Goal::at_most("generating: memory of tonic-prost-build", table.memory(OURS) / table.memory(PEER), MEMORY),
    ])
}
