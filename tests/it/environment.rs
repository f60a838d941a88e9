//! The environment of every process that a test starts. It is independent of the machine that runs the tests, except for a fixed
//! list of tools. `tidy.rs` rejects tests that start processes in another way.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

/// The programs that scripts of tests may use. `protoc`, `buf` and plugins are not among them: a test that needs one provides it.
const TOOLS: &str = "\
    awk base64 bash basename bazel cat chmod cmake cmp comm cp curl cut date dd diff dirname du echo env expr false find git \
    grep gunzip gzip head id install java javac jq kill ln ls mkdir mkfifo mktemp mv ninja nl od paste perl printf ps pwd python3 readlink \
    realpath rev rm rmdir sed seq sh sha256sum sleep sort split stat tac tail tar tee test timeout touch tr true \
    truncate uname uniq unzip wait wc which xargs yes zip";

/// The programs that cargo needs for builds, in addition to its own toolchain.
const COMPILERS: &str = "\
    ar as c++ cc clang clang++ g++ gcc ld ld.bfd ld.gold ld.lld lld mold nm objcopy ranlib rustc rustdoc strip \
    xcrun";

/// The environment variables for the location of crates and the resources of a build. Other variables of cargo, such as
/// `RUSTFLAGS` or `CARGO_TERM_COLOR`, are not passed on.
const OF_BUILDS: &str = "\
    RUSTUP_HOME RUSTUP_TOOLCHAIN CARGO_BUILD_JOBS CARGO_INCREMENTAL SSL_CERT_FILE SSL_CERT_DIR HTTP_PROXY \
    HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy SDKROOT DEVELOPER_DIR";

/// The prefixes of further such variables.
const OF_BUILDS_PREFIXES: &[&str] =
    &["CARGO_HTTP_", "CARGO_NET_", "CARGO_PROFILE_", "CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_"];

/// The folder for builds, shared by all tests so that a dependency is built once.
const TARGET_TMPDIR: &str = env!("CARGO_TARGET_TMPDIR");

/// A folder with a link to each tool.
static TOOL_FOLDER: LazyLock<PathBuf> = LazyLock::new(|| linked("tools", TOOLS));

/// A folder with a link to each compiler.
static COMPILER_FOLDER: LazyLock<PathBuf> = LazyLock::new(|| linked("compilers", COMPILERS));

/// An empty home folder.
static HOME: LazyLock<PathBuf> = LazyLock::new(|| {
    let home = Path::new(TARGET_TMPDIR).join("home");
    fs::create_dir_all(&home).unwrap();
    home
});

/// Returns a command for the program under test.
pub(crate) fn protoward() -> Command {
    clean(env!("CARGO_BIN_EXE_protoward"))
}

/// Returns a command for a shell or another tool, with the program under test on its `PATH`.
pub(crate) fn tool(name: &str) -> Command {
    let mut command = clean(program(name));
    let program = Path::new(env!("CARGO_BIN_EXE_protoward"));
    command.env("PATH", joined([program.parent().unwrap(), &TOOL_FOLDER]));
    command
}

/// Returns a command for a tool that runs compilers.
#[cfg(unix)]
pub(crate) fn compiling_tool(name: &str) -> Command {
    let mut command = tool(name);
    let program = Path::new(env!("CARGO_BIN_EXE_protoward"));
    command.env("PATH", joined([program.parent().unwrap(), &TOOL_FOLDER, &COMPILER_FOLDER]));
    command
}

/// Returns a command for `git` without user configuration, with a fixed author and fixed dates.
pub(crate) fn git() -> Command {
    let mut command = clean(program("git"));
    command.args(["-c", "protocol.file.allow=always"]).envs(AUTHOR);
    command
}

/// The author, committer and dates of commits, for scripts that run `git`.
pub(crate) const AUTHOR: [(&str, &str); 6] = [
    ("GIT_AUTHOR_NAME", "test"),
    ("GIT_AUTHOR_EMAIL", "test@example.com"),
    ("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z"),
    ("GIT_COMMITTER_NAME", "test"),
    ("GIT_COMMITTER_EMAIL", "test@example.com"),
    ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z"),
];

/// Returns a command for a program, such as protoc, that records answers. The environment variable has its path.
pub(crate) fn oracle(variable: &str) -> Command {
    clean(env::var_os(variable).unwrap_or_else(|| panic!("the variable {variable} names the program")))
}

/// Returns a command for a program that a test has built.
pub(crate) fn built(program: &Path) -> Command {
    clean(program)
}

/// Returns a command for the cargo that built the tests. It builds in the target folder of the workspace.
pub(crate) fn cargo() -> Command {
    let cargo = Path::new(env!("CARGO"));
    assert!(is_program(cargo), "`cargo` is not installed: {}", cargo.display());
    let mut command = clean(cargo);
    // Programs of the same toolchain come first. On Windows, linkers are found in another way.
    command.env("PATH", joined([cargo.parent().unwrap(), &COMPILER_FOLDER, &TOOL_FOLDER]));
    command.envs(env::vars_os().filter(|(name, _)| is_of_builds(name)));
    command.env("CARGO_HOME", cargo_home());
    command.env("CARGO_TARGET_DIR", Path::new(TARGET_TMPDIR).parent().unwrap());
    command
}

/// Returns a command for the rustdoc of the same toolchain.
pub(crate) fn rustdoc() -> Command {
    let beside = Path::new(env!("CARGO")).with_file_name(format!("rustdoc{}", env::consts::EXE_SUFFIX));
    let mut command = clean(if beside.is_file() { beside } else { program_of(&COMPILER_FOLDER, "rustdoc") });
    command.env("PATH", joined([COMPILER_FOLDER.as_path(), &TOOL_FOLDER]));
    command.envs(env::vars_os().filter(|(name, _)| is_of_builds(name)));
    command
}

/// Returns `true` if `PROTOWARD_TESTS_WITHOUT`, a list with commas, names a tool without which tests may be skipped.
pub(crate) fn may_lack(tool: &str) -> bool {
    let without = env::var("PROTOWARD_TESTS_WITHOUT").unwrap_or_default();
    without.split(',').any(|other| other.trim() == tool)
}

/// Returns `true` if a tool is available.
pub(crate) fn has(tool: &str) -> bool {
    available(&TOOL_FOLDER, tool).is_some()
}

/// Returns the path of a tool.
fn program(tool: &str) -> PathBuf {
    program_of(&TOOL_FOLDER, tool)
}

/// Returns the path of a program. Its absence is a failure with these words: a test that is skipped would look as one that
/// passed. `cargo xtask systems` counts such failures apart.
fn program_of(folder: &Path, name: &str) -> PathBuf {
    available(folder, name).unwrap_or_else(|| panic!("`{name}` is not installed"))
}

/// Returns the path of a program: in a folder of links, or on Windows, which has none, in the `PATH`.
fn available(folder: &Path, name: &str) -> Option<PathBuf> {
    if cfg!(windows) { found(&format!("{name}.exe")) } else { Some(folder.join(name)).filter(|link| link.exists()) }
}

/// Returns `true` for a program of this system. Under Wine, the programs of Linux are files too.
fn is_program(path: &Path) -> bool {
    path.is_file() && path.to_string_lossy().ends_with(env::consts::EXE_SUFFIX)
}

/// Returns a command whose environment has only the variables that are set here.
fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    command.envs([("LC_ALL", "C.UTF-8"), ("TZ", "UTC")]);
    command.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")]);
    command.env("HOME", &*HOME).env("PATH", &*TOOL_FOLDER).env("TMPDIR", env::temp_dir());
    if cfg!(windows) {
        let needed = ["SystemRoot", "TEMP", "TMP", "PATH", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];
        command.envs(needed.into_iter().filter_map(|name| env::var_os(name).map(|value| (name, value))));
    }
    command
}

/// Creates a folder of links to those of these programs that the machine has.
fn linked(name: &str, programs: &str) -> PathBuf {
    let folder = Path::new(TARGET_TMPDIR).join(name);
    fs::create_dir_all(&folder).unwrap();
    for (program, found) in programs.split(' ').filter_map(|program| Some((program, found(program)?))) {
        link(&found, &folder.join(program));
    }
    folder
}

/// Searches a program of the machine in the `PATH` of the tests and in the usual folders.
fn found(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH");
    let usual = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
    let folders = path.iter().flat_map(env::split_paths).filter(|folder| folder.is_absolute());
    folders.chain(usual).find_map(|folder| Some(folder.join(program)).filter(|file| file.is_file()))
}

/// Creates or updates a link. Several test processes may do so concurrently.
#[cfg(unix)]
fn link(target: &Path, link: &Path) {
    if fs::read_link(link).is_ok_and(|known| known == target) {
        return;
    }
    let fresh = link.with_extension(format!("{}.new", std::process::id()));
    std::os::unix::fs::symlink(target, &fresh).unwrap();
    fs::rename(&fresh, link).unwrap();
}

#[cfg(not(unix))]
fn link(_target: &Path, _link: &Path) {}

fn joined<'a>(folders: impl IntoIterator<Item = &'a Path>) -> OsString {
    let machine = env::var_os("PATH").filter(|_| cfg!(windows));
    let folders = folders.into_iter().map(Path::to_owned);
    env::join_paths(folders.chain(machine.iter().flat_map(env::split_paths))).unwrap()
}

fn is_of_builds(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        OF_BUILDS.split(' ').any(|known| known == name)
            || OF_BUILDS_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    })
}

/// Returns the folder of the crates that cargo has downloaded.
fn cargo_home() -> PathBuf {
    let home = || Some(env::home_dir()?.join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).expect("cargo has a home")
}
