//! Packages: their names with a version, and the folders that their files are in.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::lower_snake;
use crate::categories::{BASIC, LAYOUT_RULES, MINIMAL, MINIMAL_AND_SENSIBLE_RULES, STANDARD, STYLE_RULES};
use crate::context::LintContext;
use crate::finding::Findings;
use crate::fix::SchemaChange;
use crate::rule::{Check, LintRule};
use protoward_schema::{FileId, Stability};
use protoward_source::Place;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new(
        "DIRECTORY_SAME_PACKAGE",
        "the files of a folder have one package",
        &[MINIMAL, BASIC, STANDARD],
        include_str!("directory_same_package.md"),
        Check::Module(folders_have_one_package),
    )
    .older(LAYOUT_RULES),
    LintRule::new(
        "PACKAGE_DEFINED",
        "files have a package",
        &[MINIMAL, BASIC, STANDARD],
        include_str!("package_defined.md"),
        Check::File(has_package),
    )
    .older(MINIMAL_AND_SENSIBLE_RULES),
    LintRule::new(
        "PACKAGE_DIRECTORY_MATCH",
        "the folder of a file matches its package",
        &[MINIMAL, BASIC, STANDARD],
        include_str!("package_directory_match.md"),
        Check::File(is_in_folder_of_package),
    )
    .older(LAYOUT_RULES),
    LintRule::new(
        "PACKAGE_SAME_DIRECTORY",
        "the files of a package are in one folder",
        &[MINIMAL, BASIC, STANDARD],
        include_str!("package_same_directory.md"),
        Check::Module(packages_have_one_folder),
    )
    .older(LAYOUT_RULES),
    LintRule::new(
        "PACKAGE_VERSION_SUFFIX",
        "packages end with a version",
        &[STANDARD],
        include_str!("package_version_suffix.md"),
        Check::File(has_version),
    )
    .older(STYLE_RULES),
];

fn has_package(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    if !cx.schema.package(id).is_empty() {
        return;
    }
    let message =
        format!("file `{}` has no package, so its names can clash with those of every other schema", cx.path(id));
    let folder = cx.folder(id);
    let help = match folder {
        "." => "add a package, and move the file to the folder of the package".to_owned(),
        folder => format!("add `package {};`", folder.replace('/', ".")),
    };
    findings.push_with_help(id, Place::whole(cx.schema[id].source), message, help);
    let others = cx.tables.packages_in_folder(folder);
    if let Some(package) = package_of(folder).filter(|right| others.keys().all(|it| it.is_empty() || it == right)) {
        findings.propose(SchemaChange::SetPackage(package));
    }
}

/// Returns the package that a folder is for; `None` for the root, and for a folder whose name cannot be that of a package.
fn package_of(folder: &str) -> Option<String> {
    let is_name = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
    };
    folder.split('/').all(is_name).then(|| folder.replace('/', "."))
}

fn is_in_folder_of_package(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let package = cx.schema.package(id);
    let folder = cx.folder(id);
    let expected = package.replace('.', "/");
    if package.is_empty() || expected == folder {
        return;
    }
    let message = format!(
        "package `{package}` belongs to the folder `{expected}`, but the file is in {}; generated code is found by folder",
        in_words(folder)
    );
    let help = format!("move the file to `{expected}`, or change the package");
    findings.push_with_help(id, cx.package(id), message, help);
    if let Some(package) = package_of(folder).filter(|right| is_mistaken(cx, id, right)) {
        findings.propose(SchemaChange::SetPackage(package));
    }
}

/// Returns `true` if the package of a file is wrong, and not its folder: they only differ in their case, or no other file has
/// the package while all others in the folder have the one of the folder.
fn is_mistaken(cx: &LintContext<'_>, id: FileId, right: &str) -> bool {
    let package = cx.schema.package(id);
    let is_right_in_case = || package.split('.').map(lower_snake).eq(right.split('.'));
    let is_alone = || {
        let in_folder = cx.tables.packages_in_folder(cx.folder(id));
        in_folder.keys().all(|it| [package, right].contains(it)) && in_folder.contains_key(right)
    };
    is_right_in_case() || cx.tables.files_of_package(package) == 1 && is_alone()
}

fn has_version(cx: &LintContext<'_>, id: FileId, findings: &mut Findings<'_>) {
    let package = cx.schema.package(id);
    let has_version = package.rsplit_once('.').is_some_and(|(_, last)| Stability::of(last).is_some());
    if package.is_empty() || has_version {
        return;
    }
    let message =
        format!("package `{package}` has no version, so an incompatible change cannot go to a new version beside it");
    let help = format!("rename it to `{package}.v1`, or to an unstable version such as `{package}.v1beta1`");
    findings.push_with_help(id, cx.package(id), message, help);
}

fn folders_have_one_package(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for &file in cx.files {
        folders.entry(cx.folder(file)).or_default().push(file);
    }
    for (folder, files) in folders {
        let packages: BTreeSet<&str> = files.iter().map(|&file| cx.schema.package(file)).collect();
        if packages.len() < 2 {
            continue;
        }
        let list = list(packages.iter().map(|package| in_words_of_package(package)));
        for file in files {
            let message = format!(
                "the files in {} have different packages: {list}; many languages have one package per folder",
                in_words(folder)
            );
            let help = "move the files of each package to a folder of its own";
            findings.push_with_help(file, cx.package(file), message, help);
        }
    }
}

fn packages_have_one_folder(cx: &LintContext<'_>, findings: &mut Findings<'_>) {
    let mut packages: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for &file in cx.files {
        packages.entry(cx.schema.package(file)).or_default().push(file);
    }
    for (package, files) in packages {
        let folders: BTreeSet<&str> = files.iter().map(|&file| cx.folder(file)).collect();
        if folders.len() < 2 {
            continue;
        }
        let list = list(folders.iter().map(|folder| in_words(folder)));
        let which = match package {
            "" => "files without a package".to_owned(),
            package => format!("files of package `{package}`"),
        };
        for file in files {
            let message = format!("{which} are in several folders: {list}; many languages have one folder per package");
            findings.push_with_help(file, cx.package(file), message, "move the files of the package to one folder");
        }
    }
}

/// The number of names in a message, after which the others are counted.
const LISTED: usize = 4;

fn list(names: impl ExactSizeIterator<Item = String>) -> String {
    let rest = names.len().saturating_sub(LISTED);
    let mut list = names.take(LISTED).collect::<Vec<_>>().join(", ");
    if rest > 0 {
        list += &format!(" and {rest} more");
    }
    list
}

fn in_words(folder: &str) -> String {
    match folder {
        "." => "the root folder".to_owned(),
        folder => format!("`{folder}`"),
    }
}

fn in_words_of_package(package: &str) -> String {
    match package {
        "" => "none".to_owned(),
        package => format!("`{package}`"),
    }
}
