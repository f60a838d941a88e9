//! `protoward features`: resolved features, their origins, and redundant settings.

use super::console::Console;
use super::input::InputArgs;
use super::migrate::diagnostics;
use super::migrate::proof::{opened, proven};
use super::migrate::words::edition_name;
use super::outcome::Outcome;
use super::words::count;
use protoward_fixer::{writable, write};
use protoward_migrate::{
    ElementFeatures, Feature, FeatureOrigin, Language, Languages, Origin, Target, TargetEdition, minimized, origins,
};
use protoward_output::EditedFiles;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Place, Report, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

/// Show the features of each declaration, and where each value comes from
///
/// A value is the default of the syntax or edition, or comes from a keyword such as `required`, from the declaration itself, or from
/// one around it. Only features that a declaration uses are shown. Exits with 100 if `--unused` finds something.
#[derive(Debug, clap::Args)]
pub(super) struct FeaturesCommand {
    #[command(flatten)]
    input: InputArgs,

    /// List the settings without effect
    #[arg(long)]
    unused: bool,

    /// Remove settings without effect, and move settings where fewer are needed then
    #[arg(long, conflicts_with = "diff")]
    fix: bool,

    /// Show the changes of `--fix` without writing them
    #[arg(long)]
    diff: bool,

    /// The output format
    #[arg(long, value_enum, default_value_t = FeaturesFormat::Text)]
    format: FeaturesFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FeaturesFormat {
    /// Text for terminals
    Text,
    /// One JSON object for each declaration
    Json,
}

impl FeaturesCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let Some(input) = self.input.parse(console) else { return Outcome::Failed };
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let opened = opened(&input, &self.input.options(), &mut sources, &mut report);
        let is_invalid = opened.as_ref().is_none_or(Workspace::has_invalid_files);
        if is_invalid {
            console.problems(&report, &sources);
        }
        let Some(workspace) = opened.filter(|_| !is_invalid) else { return Outcome::Failed };
        if workspace.is_image() {
            console.problem(diagnostics::not_migratable(&input));
            return Outcome::Failed;
        }
        if self.fix || self.diff {
            return self.minimize(&input, &workspace, &mut sources, console);
        }
        let schema = &workspace.schema;
        let files = own_files(schema, &sources);
        let all = files.into_iter().filter_map(|file| Some((file, origins(schema, file, &sources)?)));
        if self.unused {
            let found: Report = all.flat_map(|(_, elements)| redundant(schema, &elements)).collect();
            let number = found.iter().count();
            console.advice(&found, &sources);
            let fix = if number > 0 { "; `--fix` removes them" } else { "" };
            console.print_status(&format!("{}{fix}", count(number, "redundant setting")));
            return if number > 0 { Outcome::Findings } else { Outcome::Fine };
        }
        let mut text = String::new();
        for (file, elements) in all {
            match self.format {
                FeaturesFormat::Text => text.push_str(&shown(schema, file, &elements, &sources)),
                FeaturesFormat::Json => elements.iter().for_each(|it| text.push_str(&as_json(schema, it, &sources))),
            }
        }
        console.print(&text);
        Outcome::Fine
    }

    fn minimize(&self, input: &Input, old: &Workspace, sources: &mut Sources, console: &mut Console) -> Outcome {
        let within = match (!self.diff).then(|| writable(input)).transpose() {
            Ok(within) => within,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return Outcome::Failed;
            }
        };
        let files = own_files(&old.schema, sources);
        let mut migrations: Vec<_> =
            files.into_iter().filter_map(|file| minimized(&old.schema, file, sources)).collect();
        // The edition stays; only the languages matter for the comparison.
        let target =
            Target { edition: TargetEdition::E2026, languages: Languages::chosen(Language::ALL), is_back: false };
        let proof = match proven(input, &self.input.options(), old, &mut migrations, &target, sources) {
            Ok(proof) => proof,
            Err(report) => {
                console.problems(&report, sources);
                return Outcome::Failed;
            }
        };
        let differences: Report = proof.differences.into_iter().map(|(_, diagnostic)| diagnostic).collect();
        if differences.has_errors() || proof.left.has_errors() {
            console.findings(&differences, sources);
            console.problems(&proof.left, sources);
            console.print_status("nothing was changed");
            return Outcome::Failed;
        }
        let mut edited = EditedFiles::default();
        for migration in &migrations {
            let path = &sources.get(old.schema[migration.file].source).display;
            edited.set(path, migration.old_text.clone(), migration.text.clone());
        }
        let removed: usize = migrations.iter().map(|it| it.removed.saturating_sub(it.written)).sum();
        let what = format!("{} in {}", count(removed, "setting"), count(migrations.len(), "file"));
        if self.diff {
            console.print(&edited.diff());
            console.print_status(&format!("would remove {what}"));
            return if migrations.is_empty() { Outcome::Fine } else { Outcome::Findings };
        }
        if !console.written(write(&edited, &old.schema, within.as_deref(), sources)) {
            return Outcome::Failed;
        }
        console.print_status(&format!("removed {what}"));
        Outcome::Fine
    }
}

fn own_files(schema: &Schema, sources: &Sources) -> Vec<FileId> {
    let own = schema.files.iter().filter(|(_, file)| !file.is_import && !sources.get(file.source).is_built_in);
    own.map(|(id, _)| id).collect()
}

fn redundant(schema: &Schema, elements: &[ElementFeatures]) -> Vec<protoward_source::Diagnostic> {
    let of = |element: &ElementFeatures| {
        let at = element.element;
        let found = element.features.iter().filter_map(move |it| {
            let place = setting_place(schema, at, it.feature);
            Some(diagnostics::redundant(schema, at, it.feature, it.redundancy?, place))
        });
        found.collect::<Vec<_>>()
    };
    elements.iter().flat_map(of).collect()
}

/// Returns the place of the option that sets a feature, or of the element.
fn setting_place(schema: &Schema, element: Element, feature: Feature) -> Place {
    let row = feature.row();
    let mut path = match element {
        Element::File(_) => vec![8, 50],
        Element::Message(_) => vec![7, 12],
        Element::Field(_) => vec![8, 21],
        Element::Oneof(_) => vec![2, 1],
        Element::Enum(_) => vec![3, 7],
        Element::EnumValue(_) => vec![3, 2],
        Element::Service(_) => vec![3, 34],
        Element::Method(_) => vec![4, 35],
    };
    path.extend(row.language.map(|language| language.number() as i32));
    path.push(row.number as i32);
    while path.len() > 1 && schema.location(element, &path).is_none() {
        path.pop();
    }
    if path.len() > 1 { schema.part(element, &path) } else { schema.place(element) }
}

fn shown(schema: &Schema, file: FileId, elements: &[ElementFeatures], sources: &Sources) -> String {
    let path = &sources.get(schema[file].source).display;
    let mut text = format!("{path} ({})\n", edition_name(schema[file].syntax));
    for element in elements {
        let name = match element.element {
            Element::File(_) => "the file".to_owned(),
            element => diagnostics::described(schema, element).replace('`', ""),
        };
        text.push_str(&format!("  {name}\n"));
        for feature in &element.features {
            let row = feature.feature.row();
            let setting = format!("{row} = {}", row.value_name(feature.value));
            text.push_str(&format!("    {setting:<44} {}\n", origin(schema, element.element, feature, sources)));
        }
    }
    text
}

/// Returns the origin of a value in words.
fn origin(schema: &Schema, element: Element, feature: &FeatureOrigin, sources: &Sources) -> String {
    let at = |of: Element| sources.start(setting_place(schema, of, feature.feature)).map_or(0, |start| start.line + 1);
    match feature.origin {
        Origin::Default => format!("default of {}", edition_name(schema[schema.file_of(element)].syntax)),
        Origin::Own => format!("set here, line {}", at(element)),
        Origin::Inherited(Element::File(id)) => format!("set by the file, line {}", at(id.into())),
        Origin::Inherited(of) => {
            format!("set by {}, line {}", diagnostics::described(schema, of).replace('`', ""), at(of))
        }
        Origin::Keyword => "from a keyword or option".to_owned(),
    }
}

fn as_json(schema: &Schema, element: &ElementFeatures, sources: &Sources) -> String {
    let place = schema.place(element.element);
    let start = sources.start(place);
    let features = element.features.iter().map(|it| {
        let row = it.feature.row();
        let (kind, from) = match it.origin {
            Origin::Default => ("default", None),
            Origin::Own => ("own", None),
            Origin::Inherited(Element::File(_)) => ("file", None),
            Origin::Inherited(of) => ("inherited", Some(schema.full_name(of))),
            Origin::Keyword => ("keyword", None),
        };
        serde_json::json!({
            "name": row.to_string(),
            "value": row.value_name(it.value),
            "origin": kind,
            "from": from,
            "redundant": it.redundancy.is_some(),
        })
    });
    let name = match element.element {
        Element::File(_) => None,
        element => Some(schema.full_name(element)),
    };
    let object = serde_json::json!({
        "path": sources.get(place.source).display,
        "line": start.map(|start| start.line + 1),
        "kind": format!("{:?}", protoward_migrate::Kind::of(element.element)).to_lowercase(),
        "name": name,
        "features": features.collect::<Vec<_>>(),
    });
    format!("{object}\n")
}
