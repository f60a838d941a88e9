//! Draws two versions of a file with constraints: the new one is the old one with some changes.

use super::rules::{self, KINDS, RuleSet};
use protoward_kit::random::Random;
use std::fmt::Write as _;

/// The label of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Implicit,
    Explicit,
    Repeated,
    Map,
    Oneof,
}

#[derive(Clone, Debug)]
struct Field {
    number: usize,
    kind: usize,
    label: Label,
    /// The rules of the value, or of the items or values.
    rules: RuleSet,
    /// The rules of a list or a map as a whole.
    container: RuleSet,
    keys: RuleSet,
}

/// One version of the file.
#[derive(Clone, Debug)]
struct Version {
    fields: Vec<Field>,
    is_oneof_required: bool,
    options: Vec<String>,
    /// The numbers of the enum.
    numbers: Vec<i32>,
    is_closed: bool,
    /// The expressions of the predefined rules of strings and of integers.
    predefined: [usize; 2],
}

const PREDEFINED: [[&str; 4]; 2] = [
    [
        "this.size() < rule + 3",
        "this.size() < rule + 2",
        "this.size() <= rule + 2",
        "this.startsWith('a') || this.size() < rule",
    ],
    ["this <= rule", "this < rule", "this <= rule + 1", "rule == 0 || this % rule == 0"],
];
const MESSAGE_CEL: [&str; 8] = [
    "this.f1 == this.f1",
    "has(this.f1) || has(this.f2)",
    "!has(this.f1) || has(this.f2)",
    "!has(this.f2) || !has(this.f3)",
    "has(this.f1) && has(this.f3) ? 'both' : ''",
    "has(this.f1)",
    "!has(this.f1)",
    "true",
];

/// Draws both versions.
pub(super) fn pair(seed: u64, number: u64) -> [String; 2] {
    let mut random = Random::keyed(seed, &[number, 1159]);
    let old = version(&mut random);
    let mut new = old.clone();
    for _ in 0..=random.below(3) {
        change(&mut new, &mut random);
    }
    [old, new].map(|version| version.text(number))
}

fn version(random: &mut Random) -> Version {
    let count = 1 + random.below(4);
    let is_closed = random.chance(4);
    let mut version = Version {
        fields: (1..=count).map(|number| field(random, number, is_closed)).collect(),
        is_oneof_required: random.chance(3),
        options: Vec::new(),
        numbers: [vec![0, 1], vec![0, 1, 2, 7], vec![0, 5]][random.below(3)].clone(),
        is_closed,
        predefined: [random.below(4), random.below(4)],
    };
    if random.chance(4) {
        version.options.push(message_option(random, count));
    }
    version
}

fn field(random: &mut Random, number: usize, is_closed: bool) -> Field {
    let kind = random.below(KINDS.len());
    let labels =
        [Label::Implicit, Label::Implicit, Label::Implicit, Label::Explicit, Label::Oneof, Label::Repeated, Label::Map];
    let field = Field {
        number,
        kind,
        label: labels[random.below(labels.len())],
        rules: rules::draw(random, kind),
        container: rules::container(random),
        keys: rules::draw(random, 0),
    };
    field.settled(is_closed)
}

impl Field {
    /// A closed enum has no implicit presence.
    fn settled(mut self, is_closed: bool) -> Self {
        if is_closed && KINDS[self.kind].name == "Level" && self.label == Label::Implicit {
            self.label = Label::Explicit;
        }
        self
    }
}

fn message_option(random: &mut Random, count: usize) -> String {
    if random.chance(2) {
        return format!("cel = {{id: \"m\", expression: \"{}\"}}", MESSAGE_CEL[random.below(MESSAGE_CEL.len())]);
    }
    let mut names: Vec<String> = (1..=count).map(|number| format!("\"f{number}\"")).collect();
    let keep = 1 + random.below(names.len().min(3));
    names.truncate(keep);
    let required = ["", ", required: true"][random.below(2)];
    format!("oneof = {{fields: [{}]{required}}}", names.join(", "))
}

fn change(version: &mut Version, random: &mut Random) {
    let count = version.fields.len();
    let at = random.below(count);
    match random.below(18) {
        0 => {
            let labels = [Label::Implicit, Label::Explicit, Label::Repeated, Label::Oneof];
            // The entries of a map are other messages.
            if version.fields[at].label != Label::Map {
                version.fields[at].label = labels[random.below(4)];
            }
        }
        1 => {
            let field = &mut version.fields[at];
            if let Some(wider) = rules::wider(field.kind) {
                rules::renamed(&mut field.rules, field.kind, wider);
                field.kind = wider;
            }
        }
        2 => version.fields.push(field(random, count + 1, version.is_closed)),
        3 if count > 1 => drop(version.fields.remove(at)),
        4 => version.is_oneof_required = !version.is_oneof_required,
        5 => {
            version.options.clear();
            if !random.chance(3) {
                version.options.push(message_option(random, count));
            }
        }
        6 => match random.below(2) {
            0 => version.numbers.truncate(1 + random.below(3)),
            _ => version.numbers.push(9),
        },
        7 => version.predefined[random.below(2)] = random.below(4),
        8 => rules::change_container(random, &mut version.fields[at].container),
        9 => rules::change(random, &mut version.fields[at].keys, 0),
        _ => {
            let field = &mut version.fields[at];
            rules::change(random, &mut field.rules, field.kind);
        }
    }
    let is_closed = version.is_closed;
    version.fields = version.fields.iter().cloned().map(|field| field.settled(is_closed)).collect();
}

impl Version {
    fn text(&self, number: u64) -> String {
        let mut text = format!("edition = \"2023\";\npackage c{number};\n\nimport \"buf/validate/validate.proto\";\n");
        for name in ["any", "duration", "field_mask", "timestamp", "wrappers"] {
            let _ = writeln!(text, "import \"google/protobuf/{name}.proto\";");
        }
        text += "option features.field_presence = IMPLICIT;\n\nenum Level {\n";
        if self.is_closed {
            text += "  option features.enum_type = CLOSED;\n";
        }
        for number in &self.numbers {
            let _ = writeln!(text, "  LEVEL_{number} = {number};");
        }
        text += "}\nmessage Inner {\n  string s = 1;\n  int32 i = 2;\n}\nmessage M {\n";
        for option in &self.options {
            // A field that is gone is not in a group either.
            if self.knows(option) {
                let _ = writeln!(text, "  option (buf.validate.message).{option};");
            }
        }
        let (members, others): (Vec<_>, Vec<_>) = self.fields.iter().partition(|field| field.label == Label::Oneof);
        others.iter().for_each(|field| text += &field.text("  "));
        if !members.is_empty() {
            text += "  oneof o {\n";
            if self.is_oneof_required {
                text += "    option (buf.validate.oneof).required = true;\n";
            }
            members.iter().for_each(|field| text += &field.text("    "));
            text += "  }\n";
        }
        text += "}\n";
        for (at, target) in ["StringRules", "Int32Rules"].iter().enumerate() {
            let expression = PREDEFINED[at][self.predefined[at]];
            let ty = ["int64", "int32"][at];
            let _ = writeln!(
                text,
                "extend buf.validate.{target} {{\n  {ty} x{at} = {} [\
                 (buf.validate.predefined).cel = {{id: \"x{at}\", expression: \"{expression}\"}}];\n}}",
                50_000 + number * 2 + at as u64
            );
        }
        text.replace("[x", &format!("[c{number}.x"))
    }

    fn knows(&self, option: &str) -> bool {
        (1..=9).all(|number| {
            !option.contains(&format!("f{number}")) || self.fields.iter().any(|field| field.number == number)
        })
    }
}

impl Field {
    fn text(&self, indent: &str) -> String {
        let kind = &KINDS[self.kind];
        let own = self.rules.inside(kind.rules);
        let braced = |name: &str, inside: String| {
            if inside.is_empty() { String::new() } else { format!("{name}: {{{inside}}}") }
        };
        let all = |parts: &[String]| parts.iter().filter(|it| !it.is_empty()).cloned().collect::<Vec<_>>().join(", ");
        let (label, rules) = match self.label {
            Label::Implicit | Label::Explicit | Label::Oneof => (String::new(), own),
            Label::Repeated => {
                let typed = all(&[self.container.list("items"), braced("items", own)]);
                ("repeated ".to_owned(), all(&[self.container.own(), braced("repeated", typed)]))
            }
            Label::Map => {
                let keys = self.keys.inside("string");
                let typed = all(&[self.container.list("pairs"), braced("keys", keys), braced("values", own)]);
                (String::new(), all(&[self.container.own(), braced("map", typed)]))
            }
        };
        let ty = if self.label == Label::Map { format!("map<string, {}>", kind.name) } else { kind.name.to_owned() };
        let presence = match self.label {
            Label::Explicit if !kind.is_message() => "features.field_presence = EXPLICIT".to_owned(),
            _ => String::new(),
        };
        let options =
            all(&[presence, if rules.is_empty() { rules } else { format!("(buf.validate.field) = {{{rules}}}") }]);
        let options = if options.is_empty() { options } else { format!(" [{options}]") };
        format!("{indent}{label}{ty} f{0} = {0}{options};\n", self.number)
    }
}
