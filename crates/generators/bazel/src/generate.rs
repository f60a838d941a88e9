//! The BUILD files of a tree.

use std::collections::{BTreeMap, BTreeSet};

use super::build_text::{BuildText, Wanted, edited};
use super::directives::resolved;
use super::external::Repositories;
use super::proto_file::ProtoFile;
use super::target::{Target, owners, targets};

/// The BUILD files that a tree has.
#[derive(Clone, Debug, Default)]
pub struct BuildFiles {
    /// The text of each BUILD file by its path from the root of the tree. Folders without `.proto` files may be left out, but
    /// not the root.
    pub texts: BTreeMap<String, String>,
    /// The paths of files that exist, though the schema leaves them out: they stay in `srcs`.
    pub excluded: BTreeSet<String>,
}

/// An import without a target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnresolvedImport {
    /// The path of the file from the root of the tree.
    pub file: String,
    /// The import path.
    pub import: String,
}

/// The result of [`generate`].
#[derive(Clone, Debug, Default)]
pub struct Generated {
    /// The new texts of the BUILD files that change, by their paths from the root of the tree.
    pub changed: BTreeMap<String, String>,
    /// The number of targets.
    pub targets: usize,
    /// The imports of other trees whose targets are not known.
    pub unresolved: BTreeSet<UnresolvedImport>,
}

/// Returns the BUILD files that change so that each file is in a `proto_library` with its dependencies.
pub fn generate(files: &[ProtoFile], build_files: &BuildFiles, repositories: Repositories) -> Generated {
    let texts: BTreeMap<&str, BuildText<'_>> =
        build_files.texts.iter().map(|(path, text)| (folder(path), BuildText::new(text))).collect();
    let targets = targets(files, &texts);
    let owners = owners(&targets);
    let owner = |(at, file): (usize, &'_ ProtoFile)| Some((file.name.clone(), *owners.get(&at)?));
    let owners = files.iter().enumerate().filter_map(owner).collect();
    let resolver = Resolver { files, owners, targets: &targets, build_files, repositories };
    let mut generated = Generated { targets: targets.len(), ..Generated::default() };
    let empty = BuildText::new("");
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let folders: BTreeSet<&str> =
        targets.iter().map(|target| target.folder.as_str()).chain(texts.keys().copied()).collect();
    for folder in folders {
        let text = texts.get(folder).unwrap_or(&empty);
        let exists = |name: &str| {
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            build_files.excluded.contains(&path) || paths.contains(path.as_str())
        };
        let mut edits = text.removed(&exists);
        let mut added = Vec::new();
        for target in targets.iter().filter(|target| target.folder == folder) {
            let (wanted, unresolved) = resolver.wanted(target);
            generated.unresolved.extend(unresolved);
            if target.exists {
                edits.extend(text.updated(&target.name, &wanted, folder, &exists));
            } else {
                added.push((target.name.as_str(), wanted));
            }
        }
        edits.extend(text.added(&added, repositories.load()));
        let path = build_files.path_of(folder);
        let old = build_files.texts.get(&path).map_or("", String::as_str);
        let new = edited(old, edits);
        if new != old {
            generated.changed.insert(path, new);
        }
    }
    generated
}

/// Returns the folder of a path.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

impl BuildFiles {
    /// Returns the path of the BUILD file of a folder: the one that exists, or a new one.
    fn path_of(&self, of: &str) -> String {
        let known = self.texts.keys().find(|path| folder(path) == of);
        let new = || if of.is_empty() { "BUILD.bazel".to_owned() } else { format!("{of}/BUILD.bazel") };
        known.cloned().unwrap_or_else(new)
    }

    /// Returns the label that a directive in a folder, or in one around it, gives to an import.
    fn directive(&self, of: &str, import: &str) -> Option<String> {
        let around = |path: &str| {
            let outer = folder(path);
            outer.is_empty() || of == outer || of.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
        };
        // The innermost folder is the last one.
        let texts = self.texts.iter().filter(|(path, _)| around(path)).rev();
        texts.filter_map(|(_, text)| resolved(text).get(import).map(|label| (*label).to_owned())).next()
    }
}

/// Finds the targets of imports.
struct Resolver<'a> {
    files: &'a [ProtoFile],
    /// The target of each import path.
    owners: BTreeMap<String, usize>,
    targets: &'a [Target],
    build_files: &'a BuildFiles,
    repositories: Repositories,
}

impl Resolver<'_> {
    /// Returns the arguments of a target, and its imports without a target.
    fn wanted(&self, target: &Target) -> (Wanted, Vec<UnresolvedImport>) {
        let mut wanted = Wanted::default();
        let mut unresolved = Vec::new();
        for file in target.files.iter().map(|&file| &self.files[file]) {
            wanted.srcs.insert(file.file_name().to_owned());
            if let Some(root) = file.import_root().filter(|root| !root.is_empty()) {
                wanted.strip_import_prefix = Some(format!("/{}", root.trim_end_matches('/')));
            }
            for import in &file.imports {
                match self.label(target, import) {
                    Some(label) => wanted.deps.extend(label),
                    None => unresolved.push(UnresolvedImport { file: file.path.clone(), import: import.clone() }),
                }
            }
        }
        (wanted, unresolved)
    }

    /// Returns the label of an import; `Some(None)` for a file of the target itself, and `None` if it is not known.
    #[expect(clippy::option_option, reason = "a file of the target itself is known and has no label")]
    fn label(&self, target: &Target, import: &str) -> Option<Option<String>> {
        if let Some(label) = self.build_files.directive(&target.folder, import) {
            return Some(Some(label));
        }
        match self.owners.get(import) {
            Some(&owner) if self.targets[owner] == *target => Some(None),
            Some(&owner) => Some(Some(self.targets[owner].label(&target.folder))),
            None => self.repositories.label(import).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, root: &str, package: &str, imports: &[&str]) -> ProtoFile {
        ProtoFile {
            path: format!("{root}{path}"),
            name: path.to_owned(),
            package: package.to_owned(),
            imports: imports.iter().map(|&import| import.to_owned()).collect(),
        }
    }

    fn build_files(texts: &[(&str, &str)]) -> BuildFiles {
        let texts = texts.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
        BuildFiles { texts, excluded: BTreeSet::new() }
    }

    /// Generates, and checks that the result for the new texts is the same.
    fn generated(files: &[ProtoFile], texts: &[(&str, &str)]) -> Generated {
        let mut before = build_files(texts);
        let generated = generate(files, &before, Repositories::Modules);
        before.texts.extend(generated.changed.clone());
        assert_eq!(generate(files, &before, Repositories::Modules).changed, BTreeMap::new(), "{before:?}");
        generated
    }

    #[test]
    fn packages_have_targets_with_their_dependencies() {
        let files = [
            file(
                "shop/v1/order.proto",
                "proto/",
                "shop.v1",
                &["shop/v1/item.proto", "shop/money.proto", "google/type/date.proto"],
            ),
            file("shop/v1/item.proto", "proto/", "shop.v1", &["google/protobuf/any.proto", "acme/x.proto"]),
            file("shop/money.proto", "proto/", "shop", &[]),
        ];
        let generated = generated(&files, &[]);
        assert_eq!(
            generated.changed["proto/shop/v1/BUILD.bazel"],
            "load(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")\n\nproto_library(\n    name = \"v1_proto\",\n    srcs = [\n        \"item.proto\",\n        \"order.proto\",\n    ],\n    strip_import_prefix = \"/proto\",\n    visibility = [\"//visibility:public\"],\n    deps = [\n        \"//proto/shop:shop_proto\",\n        \"@googleapis//google/type:date_proto\",\n        \"@protobuf//:any_proto\",\n    ],\n)\n"
        );
        assert_eq!(generated.targets, 2);
        let unresolved: Vec<_> = generated.unresolved.iter().map(|it| (it.file.as_str(), it.import.as_str())).collect();
        assert_eq!(unresolved, [("proto/shop/v1/item.proto", "acme/x.proto")]);
    }

    #[test]
    fn what_people_wrote_stays() {
        let files = [
            file("a/a.proto", "", "a", &["b/b.proto", "x.proto"]),
            file("a/new.proto", "", "a", &[]),
            file("b/b.proto", "", "b", &[]),
        ];
        let text = "# gazelle:resolve proto x.proto @x//:x\n# Mine.\nproto_library(\n    name = \"mine\",\n    testonly = True,\n    srcs = [\":a.proto\", \"gone.proto\"],\n    deps = [\n        \"//other:kept\",  # keep\n        \"//old:old\",\n    ],\n)\n\nother(name = \"x\")\n";
        let generated = generated(&files, &[("a/BUILD", text)]);
        assert_eq!(
            generated.changed["a/BUILD"],
            "# gazelle:resolve proto x.proto @x//:x\n# Mine.\nproto_library(\n    name = \"mine\",\n    testonly = True,\n    srcs = [\n        \":a.proto\",\n        \"new.proto\",\n    ],\n    deps = [\n        \"//b:b_proto\",\n        \"//other:kept\",  # keep\n        \"@x//:x\",\n    ],\n)\n\nother(name = \"x\")\n"
        );
    }

    #[test]
    fn expressions_are_left_alone_and_empty_targets_go() {
        let files = [file("a/a.proto", "", "a", &["b/b.proto"]), file("b/b.proto", "", "b", &[])];
        let glob = "proto_library(\n    name = \"all\",\n    srcs = glob([\"*.proto\"]),\n    deps = [\"//b\"],\n)\n";
        let b = "load(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")\n\nproto_library(\n    name = \"b\",\n    srcs = [\"b.proto\"],\n)\n\nproto_library(\n    name = \"old\",\n    srcs = [\"old.proto\"],\n)\n";
        let generated = generated(&files, &[("a/BUILD.bazel", glob), ("b/BUILD.bazel", b)]);
        assert_eq!(generated.changed.keys().collect::<Vec<_>>(), ["b/BUILD.bazel"]);
        assert_eq!(
            generated.changed["b/BUILD.bazel"],
            "load(\"@protobuf//bazel:proto_library.bzl\", \"proto_library\")\n\nproto_library(\n    name = \"b\",\n    srcs = [\"b.proto\"],\n)\n\n"
        );
    }

    #[test]
    fn packages_in_a_circle_have_targets_of_files() {
        let files = [
            file("a/1.proto", "", "a", &["b/1.proto"]),
            file("a/2.proto", "", "a", &[]),
            file("b/1.proto", "", "b", &["a/2.proto"]),
            file("c/c.proto", "", "c", &["a/1.proto"]),
        ];
        let generated = generated(&files, &[]);
        assert_eq!(generated.targets, 4);
        let a = &generated.changed["a/BUILD.bazel"];
        assert!(a.contains("name = \"1_proto\"") && a.contains("deps = [\"//b:1_proto\"]"), "{a}");
        assert!(generated.changed["c/BUILD.bazel"].contains("deps = [\"//a:1_proto\"]"));
    }

    #[test]
    fn excluded_files_stay() {
        let text = "proto_library(\n    name = \"a_proto\",\n    srcs = [\n        \"a.proto\",\n        \"internal.proto\",\n    ],\n)\n";
        let before = BuildFiles {
            excluded: BTreeSet::from(["a/internal.proto".to_owned()]),
            ..build_files(&[("a/BUILD", text)])
        };
        let generated = generate(&[file("a/a.proto", "", "a", &[])], &before, Repositories::Workspace);
        assert_eq!(generated.changed, BTreeMap::new());
    }
}
