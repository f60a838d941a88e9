//! Schemas, sites, and their files, for all tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward_breaking::{ComparisonSettings, check};
use protoward_compiler::{Compiler, FolderTree, MemoryTree};
use protoward_output::Plan;
use protoward_schema::Schema;
use protoward_site::{Baseline, Site, SiteSettings};

/// The text of each file of a site by its path.
pub(crate) type SiteFiles = BTreeMap<String, String>;

fn fixtures(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures").join(below)
}

/// Compiles a folder of `fixtures/site`.
pub(crate) fn fixture(name: &str) -> Schema {
    let [tree, annotations] =
        [format!("site/{name}"), "annotations".to_owned()].map(|below| FolderTree::new(fixtures(&below)));
    let compiler = Compiler::new().resolver(tree).resolver(annotations);
    compiler.compile(["shop/v1/options.proto", "shop/v1/order.proto"]).unwrap().into_schema()
}

/// Compiles files, given by their names and texts.
pub(crate) fn compiled(files: &[(&str, &str)]) -> Schema {
    let names: Vec<&str> = files.iter().map(|&(name, _)| name).collect();
    Compiler::new().resolver(MemoryTree::new(files.iter().copied())).compile(&names).unwrap().into_schema()
}

/// Returns the files of a site.
pub(crate) fn site(schema: &Schema, settings: SiteSettings<'_>, threads: usize) -> SiteFiles {
    let mut plan = Plan::generated("site");
    Site::new(schema, settings).add_to(&mut plan, Some(threads)).unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    plan.files().map(|(path, bytes)| (path.to_owned(), text(bytes))).collect()
}

/// Returns the files of the site with the changes between two versions.
pub(crate) fn changed_site(old: &Schema, new: &Schema) -> SiteFiles {
    let findings = check(old, new, &ComparisonSettings::named(["FILE"]).unwrap());
    let baseline = Baseline { name: "git:v1.0.0", schema: old, findings: &findings };
    site(new, SiteSettings { baseline: Some(baseline), ..SiteSettings::default() }, 1)
}

/// Returns the values of an attribute in HTML.
pub(crate) fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let start = format!(" {name}=\"");
    html.split(&start).skip(1).map(|rest| rest.split_once('"').unwrap().0).collect()
}

/// Replaces the character references that pages use.
pub(crate) fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Returns the text of HTML without its tags.
pub(crate) fn text(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    unescaped(&parts.collect::<String>())
}
