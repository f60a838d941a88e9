//! Draws the finding at the top of the README, `docs/images/finding.svg`, from the output of `protoward breaking`.

use std::path::Path;
use std::process::ExitCode;

use anstyle_svg::Term;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

const PICTURE: &str = "docs/images/finding.svg";

const FILE: &str = "proto/shop/v1/order.proto";

const OLD: &str = r#"syntax = "proto3";

package shop.v1;

// An order of a customer.
message Order {
  string id = 1;
  repeated string items = 2;
  // The price in cents.
  int64 price = 3;
}
"#;

const COMMAND: &str = "protoward breaking --against git:HEAD --witness";

/// The width of the terminal, in columns.
const COLUMNS: usize = 100;

/// Runs the command and writes the picture.
pub(crate) fn run() -> Result<ExitCode, Error> {
    let path = workspace::root().join(PICTURE);
    std::fs::write(&path, draw()?).map_err(Error::at(&path))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the picture of the command and its output, in a repository in which a field changed its type.
fn draw() -> Result<String, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let write = |text: &str| {
        let path = folder.path().join(FILE);
        std::fs::create_dir_all(path.parent().unwrap_or(folder.path())).map_err(Error::at(&path))?;
        std::fs::write(&path, text).map_err(Error::at(&path))
    };
    write(OLD)?;
    let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    for words in [&["init", "--quiet", "--initial-branch=main"][..], &["add", "."], &["commit", "--quiet", "-m", "a"]] {
        Run::new("git").args(identity).args(words).current_dir(folder.path()).finish()?;
    }
    write(&OLD.replace("int64 price", "string price"))?;
    let run = Run::new(workspace::protoward(Profile::Dev)?)
        .args(COMMAND.split(' ').skip(1))
        .args(["--error-format", "human"]);
    let run = run.env("CLICOLOR_FORCE", "1").env("COLUMNS", (COLUMNS - 4).to_string()).current_dir(folder.path());
    let shown = run.output()?;
    let findings = String::from_utf8_lossy(&shown.stdout);
    let summary = without_time(&shown.stderr);
    let terminal = format!("\x1b[32m$\x1b[0m {COMMAND}\n{findings}{summary}\n");
    Ok(Term::new().render_svg(&terminal))
}

/// Returns `1 breaking change in 1 file (82 rules, 20 ms)` without the time, which differs between runs.
fn without_time(summary: &str) -> String {
    summary.rsplit_once(", ").map_or_else(|| summary.to_owned(), |(rest, _)| format!("{rest})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_the_current_picture() {
        let path = workspace::root().join(PICTURE);
        let recorded = std::fs::read_to_string(path).expect("the picture is there");
        assert_eq!(recorded, draw().expect("the command runs"), "`cargo xtask picture` draws it again");
    }
}
