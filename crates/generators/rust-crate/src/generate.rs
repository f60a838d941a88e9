//! From entries to plans: the code of each entry, and one plan for each output folder, which several entries may share.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::generator::Generated;
use super::layout::{self, Layout};
use super::providers::{self, ProvidedTypes};
use super::selection::Selected;
use super::settings::Generate;
use super::types::types_of;
use super::{diagnostics, entry_settings, generator, selection};
use protoward_output::Plan;
use protoward_rust::additions;
use protoward_rust::checks;
use protoward_rust::tree::{self, Modules};
use protoward_rust::{Generator, ImportedTypes, editions};
use protoward_schema::descriptor::encode_files;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Report, Severity, Sources};

/// Generates the code of all entries, and returns one plan for each output folder. Writes nothing.
///
/// Output folders are relative to `root`, and must be below it.
///
/// # Errors
/// Returns an error if the code of an entry cannot be generated. The report covers all entries.
///
/// ```
/// use protoward_rust_crate::{Generate, Plugin, generate};
/// use protoward_compiler::Compiler;
/// use protoward_source::MemoryTree;
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; package user; message User { string name = 1; }")]);
/// let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
/// let plans = generate(compiled.schema(), &[Generate::new(Plugin::Prost, "src/gen")], "".as_ref()).unwrap();
/// let (_, code) = plans[0].files().find(|(name, _)| *name == "user.rs").unwrap();
/// assert!(String::from_utf8_lossy(code).contains("pub struct User"));
/// # Ok::<(), protoward_compiler::CompileError>(())
/// ```
pub fn generate(schema: &Schema, entries: &[Generate], root: &Path) -> Result<Vec<Plan>, Report> {
    generate_into((schema, None), entries, root, &Plan::generated)
}

/// Like [`generate`], but into plans that `new` creates for the folders. A plan that compares files as they are added does
/// not hold all code in memory. The texts of the schema are for the places of errors inside of options.
///
/// # Errors
/// Returns an error in the cases of [`generate`], and if a file cannot be compared or staged.
pub fn generate_into(
    (schema, sources): (&Schema, Option<&Sources>),
    entries: &[Generate],
    root: &Path,
    new: &dyn Fn(PathBuf) -> Plan,
) -> Result<Vec<Plan>, Report> {
    let mut report = Report::default();
    let mut plans: BTreeMap<PathBuf, Folder> = BTreeMap::new();
    for entry in entries {
        let added = folder(root, &entry.out).map_err(Report::from).and_then(|folder| {
            let begin = || Folder { plan: new(folder.clone()), modules: Modules::new() };
            add_entry((schema, sources), entry, root, plans.entry(folder.clone()).or_insert_with(begin))
        });
        for diagnostic in added.err().into_iter().flatten() {
            report.push(at_entry(diagnostic, entry));
        }
    }
    let plans = plans.into_values().map(Folder::planned).collect();
    if report.has_errors() { Err(report) } else { Ok(plans) }
}

/// An output folder. Several entries may share it.
struct Folder {
    plan: Plan,
    /// The modules to declare in the module file.
    modules: Modules,
}

impl Folder {
    fn planned(self) -> Plan {
        let Self { mut plan, modules } = self;
        if !modules.is_empty() {
            plan.add_optional(tree::TREE, tree::tree(&modules));
        }
        plan
    }
}

/// Generates the code of an entry from exactly these files. Their imports and the `paths` of the entry are ignored, and no
/// module file is added.
///
/// # Errors
/// The same as those of [`generate`].
///
/// ```
/// use protoward_rust_crate::{Generate, Plugin, generate_files};
/// use protoward_compiler::Compiler;
/// use protoward_source::MemoryTree;
///
/// let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; package user; message User { string name = 1; }")]);
/// let compiled = Compiler::new().resolver(tree).compile(["user.proto"])?;
/// let files: Vec<_> = compiled.schema().files.ids().collect();
/// let plan = generate_files(compiled.schema(), &files, &Generate::new(Plugin::Prost, "")).unwrap();
/// assert_eq!(plan.files().map(|(name, _)| name).collect::<Vec<_>>(), ["user.rs"]);
/// # Ok::<(), protoward_compiler::CompileError>(())
/// ```
pub fn generate_files(schema: &Schema, files: &[FileId], entry: &Generate) -> Result<Plan, Report> {
    let root = Path::new("");
    let mut folder = Folder { plan: Plan::unmanaged(root), modules: Modules::new() };
    add_files(Selected { schema, files, described: files, sources: None }, entry, root, &mut folder)?;
    Ok(folder.plan)
}

fn add_entry(
    (schema, sources): (&Schema, Option<&Sources>),
    entry: &Generate,
    root: &Path,
    folder: &mut Folder,
) -> Result<(), Report> {
    let described = selection::select(schema, &entry.paths)?;
    let files = with_code(schema, &described, entry);
    add_files(Selected { schema, files: &files, described: &described, sources }, entry, root, folder)
}

/// Returns those of some files that code of an entry is generated for. The declarations of rules are left out where messages are
/// validated, unless the entry names them, or has constants with their types.
fn with_code(schema: &Schema, files: &[FileId], entry: &Generate) -> Vec<FileId> {
    let additions = entry_settings::additions(entry, Path::new(""), false);
    if additions.custom_options.is_enabled() {
        return files.to_vec();
    }
    let generated = additions::generated_files(schema, &additions.code);
    let has_code = |file: FileId| generated.contains(&file) || selection::is_named(schema, file, &entry.paths);
    files.iter().copied().filter(|&file| has_code(file)).collect()
}

fn add_files(selected: Selected<'_>, entry: &Generate, root: &Path, folder: &mut Folder) -> Result<(), Report> {
    let layout = Layout::of(entry)?;
    let problems = checked(selected, entry)?;
    if problems.has_errors() {
        return Err(problems.into_iter().filter(|it| it.severity == Severity::Error).collect());
    }
    match layout {
        Some(layout) => add_crates(layout, selected, entry, root, &mut folder.plan),
        None => write(selected, entry, root, folder),
    }
}

/// Adds the files of whole crates to the plan.
fn add_crates(
    layout: Layout,
    selected: Selected<'_>,
    entry: &Generate,
    root: &Path,
    plan: &mut Plan,
) -> Result<(), Report> {
    let schema = selected.schema;
    let entry = layout::entry_with_features(entry);
    let additions = entry_settings::additions(&entry, root, true);
    let settings = generator::settings(&entry, schema, &additions)?;
    let generated = generator::run(&entry, &settings, selected, &additions)?;
    let crate_files = layout::files(layout, &entry, &generated, plan.folder())?;
    Ok(crate_files.into_iter().try_for_each(|(path, text)| plan.add(&path, text))?)
}

/// Adds the list of types for other crates to the plan, if `provides` is set.
///
/// The package and library names are those of the crate around the output folder if the module in `provides` belongs to it.
/// Otherwise they come from the module path.
fn provide(entry: &Generate, generator: &Generator<'_>, plan: &mut Plan) -> Result<(), Box<Diagnostic>> {
    let Some(module) = entry.text("provides") else { return Ok(()) };
    if !providers::is_path(module) {
        return Err(Box::new(providers::not_in_crate(module)));
    }
    let enclosing = protoward_doctor::enclosing_manifest(plan.folder());
    let first = module.split("::").next().unwrap_or(module);
    let library = |own: &protoward_doctor::Manifest| own.library.clone().unwrap_or_else(|| own.name.replace('-', "_"));
    let own = enclosing.filter(|own| first == "crate" || first == library(own));
    let (package, library) = match &own {
        Some(own) => (own.name.clone(), providers::with_root(module, &library(own))),
        None if first == "crate" => return Err(providers::no_enclosing_crate(module, plan.folder())),
        None => (first.replace('_', "-"), module.to_owned()),
    };
    let types = ProvidedTypes {
        package: &package,
        library: &library,
        generator,
        imported: &ImportedTypes::default(),
        sources: None,
        extras: entry_settings::provided_extras(entry),
        package_of: &|name| own.as_ref()?.package_of(name).map(str::to_owned),
    };
    let provided = providers::provide(generator.files(), &types)?;
    provided.into_iter().try_for_each(|(path, text)| plan.add(&path, text))
}

fn write(selected: Selected<'_>, entry: &Generate, root: &Path, folder: &mut Folder) -> Result<(), Report> {
    let Selected { schema, described, .. } = selected;
    let plan = &mut folder.plan;
    let with_comments = !entry.is_set("skip_source_info");
    let additions = entry_settings::additions(entry, root, false);
    let settings = generator::settings(entry, schema, &additions)?;
    let Generated { files: generated, received, modules, generator } =
        generator::run_into(plan, entry, &settings, selected, &additions)?;
    for (path, file) in received {
        plan.add_received(&path, file?)?;
    }
    for (path, code) in generated {
        plan.add(&path, code)?;
    }
    if entry_settings::writes_module_tree(entry) {
        folder.modules.extend(modules);
    }
    provide(entry, &generator, plan)?;
    match entry.get("file_descriptor_set_path") {
        Some(path) => Ok(plan.add(path.text(), encode_files(schema, described.iter().copied(), with_comments))?),
        None => Ok(()),
    }
}

/// Checks the settings of an entry against the schema.
fn checked(Selected { schema, files, .. }: Selected<'_>, entry: &Generate) -> Result<Report, Box<Diagnostic>> {
    let settings = entry_settings::settings(entry)?;
    let place = |option: &str, path: &str| entry.place_of(option, path);
    Ok(checks::check(schema, files, &settings, entry.text("include_file"), &place))
}

/// Returns warnings about parts of the schema that generated code cannot represent, and about options without effect.
/// Errors are reported by [`generate`].
pub fn warnings(schema: &Schema, entries: &[Generate]) -> Report {
    let mut report = Report::default();
    for entry in entries {
        if let Ok(files) = selection::select(schema, &entry.paths) {
            let files = with_code(schema, &files, entry);
            let [as_string, own_names] = ["utf8_none_as_string", "prost_names"].map(|name| entry.is_set(name));
            let of_editions = editions::warnings(schema, &files, as_string, own_names);
            let of_checks = checked(Selected { schema, files: &files, described: &files, sources: None }, entry)
                .unwrap_or_default();
            let of_checks = of_checks.into_iter().filter(|it| it.severity == Severity::Warning);
            let others = of_checks.map(|it| at_entry(it, entry));
            for warning in of_editions.into_iter().chain(others).chain(without_code(schema, entry)) {
                // Entries that generate from the same file have the same warnings.
                if !report.iter().any(|known| known.message == warning.message) {
                    report.push(warning);
                }
            }
        }
    }
    report
}

/// Returns a warning if an entry generates no code because other crates have all types of its files.
fn without_code(schema: &Schema, entry: &Generate) -> Option<Diagnostic> {
    let settings = entry_settings::settings(entry).ok()?;
    let named = schema.files.ids().filter(|&file| selection::is_named(schema, file, &entry.paths));
    let mut types = 0;
    for file in named {
        let extern_types = types_of(schema, file);
        let is_extern = |&ty: &Element| settings.is_external(&format!(".{}", schema.full_name(ty)));
        let has_services = settings.services.is_some() && !schema[file].services.is_empty();
        if has_services || !extern_types.iter().all(is_extern) {
            return None;
        }
        types += extern_types.len();
    }
    (types > 0 && !settings.extern_paths.is_empty()).then(diagnostics::extern_path_of_everything)
}

/// Returns the path of `out` below `root`, normalized so that equal folders have equal paths.
fn folder(root: &Path, out: &str) -> Result<PathBuf, Box<Diagnostic>> {
    let stays = |part| matches!(part, Component::CurDir | Component::Normal(_));
    if !Path::new(out).components().all(stays) {
        return Err(diagnostics::out_leaves_root(out));
    }
    Ok(root.join(out).components().collect())
}

/// Adds the place of the entry in the configuration to a diagnostic that has no place in a schema.
fn at_entry(diagnostic: Diagnostic, entry: &Generate) -> Diagnostic {
    match (diagnostic.place(), entry.place) {
        (None, Some(place)) => diagnostic.label(place, "to be generated here"),
        _ => diagnostic,
    }
}
