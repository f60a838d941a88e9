//! Additions to drawn modules that make fixes difficult: references by every kind of name, names that hide others, defaults,
//! groups, extensions, comments in odd places, and files in the wrong package.

use protoward_kit::random::Random;

use super::super::draw::Module;

/// Changes a module.
pub(super) fn add(module: &mut Module, random: &mut Random) {
    let folders: Vec<String> = module.files.keys().map(|path| folder(path).to_owned()).collect();
    for (at, (path, text)) in module.files.iter_mut().enumerate() {
        let package = package(text).unwrap_or_default();
        for snippet in SNIPPETS {
            if random.chance(4) {
                snippet(text, at, random);
            }
        }
        if !package.is_empty() && random.chance(2) {
            let name = if random.chance(3) { package.split_once('.').map_or("", |it| it.1) } else { "" };
            let short = if name.is_empty() { String::new() } else { format!("{name}.") };
            *text = text
                .replace(&format!(" .{package}."), &format!(" {short}"))
                .replace(&format!("(.{package}."), &format!("({short}"));
        }
        let has_neighbors = folders.iter().filter(|it| *it == folder(path)).count() > 1;
        let line = format!("package {package};\n");
        if has_neighbors && random.chance(6) {
            let other = if random.chance(2) { String::new() } else { format!("package {package}x;\n") };
            *text = text.replacen(&line, &other, 1).replace(&format!(".{package}."), "");
        }
        if random.chance(8) {
            *text = text.replace('\n', "\r\n");
        }
        if random.chance(12) {
            text.insert(0, '\u{feff}');
        }
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |it| it.0)
}

fn package(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("package "))?;
    Some(line.trim_end_matches(';').to_owned())
}

fn is_proto2(text: &str) -> bool {
    !text.contains("syntax = \"proto3\"") && !text.contains("edition = ")
}

type Snippet = fn(&mut String, usize, &mut Random);

const SNIPPETS: [Snippet; 8] = [nested, old, hiding, service, option, import, aligned, unions];

/// Adds a text in which `#` is the number of the file, and `?` the label of a field.
fn append(text: &mut String, at: usize, snippet: &str) {
    let label = if is_proto2(text) { "optional " } else { "" };
    *text += &snippet.replace('#', &at.to_string()).replace("?", label);
}

fn nested(text: &mut String, at: usize, _: &mut Random) {
    append(
        text,
        at,
        "// A holder.
message holder# {
  // An inner part.
  message inner_part { // trailing
    // Its own.
    ?inner_part ownPart = 1;
  }
  // Kinds.
  enum kindOf {
    UNKNOWN# = 0; // none
    // One.
    kindOne# = 1;
  }
  // Parts.
  map<string, inner_part> partsByName = 1;
  // Kinds.
  repeated kindOf kinds = 2;
  // Again.
  ?holder#.inner_part againPart = 3 [json_name = \"again\"];
  // A choice.
  oneof theChoice {
    // First.
    int32 firstOne = 4;
    holder# secondOne = 5;
  }
  reserved 9;
}
",
    );
}

fn old(text: &mut String, at: usize, _: &mut Random) {
    if is_proto2(text) {
        append(
            text,
            at,
            "// Modes.
enum Mode# {
  // Fast.
  MODE#_FAST = 1; // very fast

  // Zero.
  // More.
  MODE#_UNKNOWN = 0; // zero

  MODE#_slow = 2;
}
// A request.
message Asked# {
  optional Mode# theMode = 1 [default = MODE#_UNKNOWN];
  optional Mode# other = 2 [deprecated = true, default = MODE#_slow];
  optional group Inner_Group = 3 { optional int32 x = 1; }
  extensions 100 to max;
  extend Asked# { optional string extraText = 100; }
}
extend Asked# { optional Asked#.Inner_Group moreOf# = 101; }
",
        );
    }
}

fn hiding(text: &mut String, at: usize, _: &mut Random) {
    append(
        text,
        at,
        "message Thing# {}
message outer_thing# {
  message thing# {}
  ?thing# a = 1;
  ?Thing# b = 2;
}
",
    );
    if is_proto2(text) {
        append(text, at, "message Taken# {\n  optional int32 userId = 1;\n  optional int32 user_id = 2;\n}\n");
    }
}

fn service(text: &mut String, at: usize, random: &mut Random) {
    let request = if random.chance(2) { "args_of#" } else { "ArgsOf#" };
    append(
        text,
        at,
        &"// Does it.
service Doer# {
  // Does it.
  rpc do_it#(REQUEST) returns (stream Reply#) {
    option deprecated = true; // soon
  }
}
message REQUEST { ?int32 x = 1; /* in the line */ }
message Reply# {}
"
        .replace("REQUEST", request),
    );
}

fn option(text: &mut String, at: usize, _: &mut Random) {
    if !text.contains("google/protobuf/descriptor.proto") {
        append(
            text,
            at,
            "import \"google/protobuf/descriptor.proto\";
message info_of# { ?string someText = 1; ?color_of# tint = 2; }
enum color_of# { COLOR_OF#_NONE = 0; blue# = 1; }
extend google.protobuf.FieldOptions {
  optional string isSecret# = 5100#;
  optional info_of# infoOf# = 5200#;
}
message Uses# {
  ?string aText = 1 [(isSecret#) = \"aText of info_of#\"];
  ?string bText = 2 [(infoOf#) = { someText: \"x\" tint: blue# }, (isSecret#) = \"\"];
  ?string cText = 3 [(infoOf#).tint = COLOR_OF#_NONE];
}
"
            .replace("optional ", if text.contains("edition = ") { "" } else { "optional " })
            .as_str(),
        );
    }
}

fn import(text: &mut String, at: usize, random: &mut Random) {
    if text.contains("google/protobuf/duration.proto") {
        return;
    }
    let import = "import \"google/protobuf/duration.proto\";";
    match random.below(4) {
        0 => *text += &format!("// Why.\n{import} // because\n"),
        1 => *text += &format!("/* In front. */ {import}\n// Behind.\nmessage Behind{at} {{}}\n"),
        2 => *text += &format!("// Why.\n{import}\nmessage Behind{at} {{}}\n"),
        _ => *text += &format!("message Before{at} {{}} {import} message Behind{at} {{}}\n"),
    }
}

fn aligned(text: &mut String, at: usize, _: &mut Random) {
    append(
        text,
        at,
        "message Aligned# {\n\t?int32   aB = 1;\t// tabs\n\t/* Block. */ ?int32 c=2;/* behind */ ?int32 dE=3;\n}
enum small# {zero#=0;one_two#=1;}
",
    );
}

fn unions(text: &mut String, at: usize, _: &mut Random) {
    append(
        text,
        at,
        "message Union# { oneof Kind_Of { string aName = 1; } message a_name {} }
enum Aliased# { option allow_alias = true; ALIASED#_UNKNOWN = 0; none# = 0; ALIASED#_A = 1; }
",
    );
}
