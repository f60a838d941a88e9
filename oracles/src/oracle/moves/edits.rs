//! The draws: an old schema, and the moves, renames and other changes of the new one.

use super::world::{Body, Declaration, Field, Home, Method, Module, ProtoFile, Type, World};
use protoward_kit::random::Random;

/// The files in which declarations may be: stable, unstable, ignored, and in the laxer module.
const PLACES: &[(Module, &str, &str)] = &[
    (Module::Strict, "a.proto", "p.v1"),
    (Module::Strict, "b.proto", "p.v1"),
    (Module::Strict, "q.proto", "q.v1"),
    (Module::Strict, "beta/a.proto", "p.v1beta1"),
    (Module::Strict, "beta/b.proto", "p.v1beta1"),
    (Module::Strict, "draft/a.proto", "p.v1"),
    (Module::Strict, "draft/d.proto", "d.v1"),
    (Module::Lax, "l/a.proto", "l.v1"),
    (Module::Lax, "l/p.proto", "p.v1"),
    (Module::Lax, "l/q.proto", "q.v1"),
];
/// Paths that no file has before.
const NEW_PATHS: &[(Module, &str)] = &[
    (Module::Strict, "moved/a.proto"),
    (Module::Strict, "draft/moved.proto"),
    (Module::Strict, "beta/moved.proto"),
    (Module::Lax, "l/moved.proto"),
];
const PACKAGES: &[&str] = &["p.v1", "p.v2", "p.v1beta1", "p.v2beta1", "q.v1", "d.v1", "l.v1"];
const SCALARS: &[&str] = &["int32", "string", "bytes", "int64", "bool", "double", "sint32"];

/// Draws the old version.
pub(super) fn draw(random: &mut Random) -> World {
    let file = |&(module, path, package): &(Module, &str, &str)| ProtoFile {
        module,
        path: path.to_owned(),
        package: package.to_owned(),
        go_package: None,
    };
    let mut world = World { files: PLACES.iter().map(file).collect(), declarations: Vec::new() };
    for file in &mut world.files {
        file.go_package = random.chance(3).then(|| format!("go/{}", random.below(2)));
    }
    let count = 3 + random.below(7);
    for index in 0..count {
        let body = body(random, &world, index);
        let home = home(random, &world, &body);
        let name = match body {
            Body::Message(_) => format!("M{index}"),
            Body::Enum(_) => format!("E{index}"),
            Body::Service(_) => format!("S{index}"),
            Body::Extension { .. } => format!("x{index}"),
        };
        let is_lax = matches!(body, Body::Message(_)) && random.chance(8);
        world.declarations.push(Declaration { name, home, body, is_lax, is_deleted: false });
    }
    world
}

fn home(random: &mut Random, world: &World, body: &Body) -> Home {
    let messages = world.messages();
    match random.pick(&messages) {
        Some(&outer) if random.chance(4) && !matches!(body, Body::Service(_)) => Home::Message(outer),
        _ => Home::File(random.below(world.files.len())),
    }
}

fn body(random: &mut Random, world: &World, index: usize) -> Body {
    let messages = world.messages();
    match (random.below(8), &messages[..]) {
        (0, _) => Body::Enum((0..1 + random.below(4)).map(|at| (format!("V{index}_{at}"), number(at))).collect()),
        (1, [_, ..]) => {
            let method = |at: usize, random: &mut Random| Method {
                name: format!("Call{at}"),
                input: messages[random.below(messages.len())],
                output: messages[random.below(messages.len())],
                is_idempotent: random.chance(2),
            };
            Body::Service((0..1 + random.below(3)).map(|at| method(at, random)).collect())
        }
        (2, [_, ..]) => {
            let extendee = messages[random.below(messages.len())];
            Body::Extension { extendee, field: field(random, world, 100 + index) }
        }
        _ => Body::Message((0..random.below(5)).map(|at| field(random, world, 1 + at)).collect()),
    }
}

fn field(random: &mut Random, world: &World, at: usize) -> Field {
    let types: Vec<_> = world
        .alive()
        .filter(|&index| matches!(world.declarations[index].body, Body::Message(_) | Body::Enum(_)))
        .collect();
    let ty = match random.pick(&types) {
        Some(&ty) if random.chance(8) && at < 100 => Type::Map(ty),
        Some(&ty) if random.chance(2) => Type::Declared(ty),
        _ => Type::Scalar(SCALARS[random.below(SCALARS.len())]),
    };
    let default = random.chance(2).then(|| number(random.below(9)));
    let is_repeated = random.chance(5) && !matches!(ty, Type::Map(_));
    Field { name: format!("f{at}"), number: number(at), ty, default, is_repeated }
}

fn number(at: usize) -> i32 {
    i32::try_from(at).expect("the draws are small")
}

/// Makes one change, and returns its description; `None` if the draw does not apply.
pub(super) fn change(random: &mut Random, world: &mut World) -> Option<String> {
    let alive: Vec<_> = world.alive().collect();
    let &index = random.pick(&alive)?;
    let before = world.full_name(index);
    let is_lax = world.declarations[index].is_lax;
    match random.below(14) {
        0..=3 if !is_lax => {
            let home = Home::File(random.below(world.files.len()));
            world.declarations[index].home = home;
        }
        4 | 5 if !is_lax => world.declarations[index].name += "Renamed",
        6 if !is_lax => nest(random, world, index)?,
        7 => return take_name(random, world, index),
        8 => return change_file(random, world),
        9 => return change_member(random, world, index),
        10 => {
            let file = world.file_of(index);
            world.files[file].go_package = Some("go/changed".to_owned());
            return Some(format!("go_package of {}", world.files[file].path));
        }
        11 => return rename_member(random, world, index),
        12 => return merge(random, world, index),
        13 if alive.iter().all(|&other| other == index || !uses(world, other, index)) => {
            world.declarations[index].is_deleted = true;
            return Some(format!("{before} was deleted"));
        }
        _ => return None,
    }
    let file = &world.files[world.file_of(index)].path;
    Some(format!("{before} is {} in {file}", world.full_name(index)))
}

/// Returns `true` if a declaration refers to another one or to something inside of it.
fn uses(world: &World, index: usize, other: usize) -> bool {
    world.references(index).iter().any(|&used| world.is_inside(used, other))
}

fn nest(random: &mut Random, world: &mut World, index: usize) -> Option<()> {
    if matches!(world.declarations[index].body, Body::Service(_)) {
        return None;
    }
    let mut messages = world.messages();
    messages.retain(|&outer| !world.is_inside(outer, index));
    world.declarations[index].home = Home::Message(*random.pick(&messages)?);
    Some(())
}

/// Gives the name and the place of one declaration to another of the same kind, and moves the first one away.
fn take_name(random: &mut Random, world: &mut World, index: usize) -> Option<String> {
    let kind = std::mem::discriminant(&world.declarations[index].body);
    let mut others: Vec<_> = world.alive().collect();
    others.retain(|&other| {
        other != index
            && std::mem::discriminant(&world.declarations[other].body) == kind
            && !world.is_inside(other, index)
            && !world.is_inside(index, other)
            && !world.declarations[other].is_lax
            && !world.declarations[index].is_lax
    });
    let &other = random.pick(&others)?;
    let name = world.declarations[index].name.clone();
    let home = world.declarations[index].home;
    let taken = world.full_name(index);
    if let (Home::Message(outer), true) = (home, true)
        && world.is_inside(outer, other)
    {
        return None;
    }
    let was = world.full_name(other);
    world.declarations[index].home = Home::File(random.below(world.files.len()));
    world.declarations[index].name += "Away";
    world.declarations[other].name = name;
    world.declarations[other].home = home;
    Some(format!("{was} takes the name {taken}, which is {} now", world.full_name(index)))
}

/// Moves a file, or changes its package.
fn change_file(random: &mut Random, world: &mut World) -> Option<String> {
    let file = random.below(world.files.len());
    let has_lax = world.alive().any(|index| world.file_of(index) == file && world.declarations[index].is_lax);
    let before = world.files[file].clone();
    if random.chance(2) && !has_lax {
        world.files[file].package = PACKAGES[random.below(PACKAGES.len())].to_owned();
    }
    if random.chance(2) {
        let (module, path) = NEW_PATHS[random.below(NEW_PATHS.len())];
        (world.files[file].module, world.files[file].path) = (module, path.to_owned());
    }
    let after = &world.files[file];
    Some(format!("{} of {} is {} of {}", before.path, before.package, after.path, after.package))
}

/// Moves everything at the top level of a file to another one.
fn merge(random: &mut Random, world: &mut World, index: usize) -> Option<String> {
    let from = world.file_of(index);
    let to = random.below(world.files.len());
    let all: Vec<_> = world.alive().filter(|&it| world.declarations[it].home == Home::File(from)).collect();
    if all.iter().any(|&it| world.declarations[it].is_lax) {
        return None;
    }
    all.into_iter().for_each(|it| world.declarations[it].home = Home::File(to));
    Some(format!("all of {} is in {}", world.files[from].path, world.files[to].path))
}

fn change_member(random: &mut Random, world: &mut World, index: usize) -> Option<String> {
    let name = world.full_name(index);
    match &mut world.declarations[index].body {
        Body::Message(fields) if !fields.is_empty() => {
            let at = random.below(fields.len());
            match random.below(4) {
                0 => drop(fields.remove(at)),
                1 => fields[at].ty = Type::Scalar(SCALARS[random.below(SCALARS.len())]),
                2 => fields[at].default = Some(77),
                _ => fields[at].number += 50,
            }
        }
        Body::Enum(values) if values.len() > 1 => drop(values.pop()),
        Body::Service(methods) => {
            let at = random.below(methods.len());
            methods[at].is_idempotent ^= true;
        }
        Body::Extension { field, .. } => field.ty = Type::Scalar(SCALARS[random.below(SCALARS.len())]),
        Body::Message(_) | Body::Enum(_) => return None,
    }
    Some(format!("a member of {name} changed"))
}

fn rename_member(random: &mut Random, world: &mut World, index: usize) -> Option<String> {
    let name = world.full_name(index);
    match &mut world.declarations[index].body {
        Body::Message(fields) if !fields.is_empty() => {
            let at = random.below(fields.len());
            fields[at].name += "_renamed";
        }
        Body::Enum(values) => {
            let at = random.below(values.len());
            values[at].0 += "_RENAMED";
        }
        Body::Service(methods) => {
            let at = random.below(methods.len());
            methods[at].name += "Renamed";
        }
        Body::Message(_) | Body::Extension { .. } => return None,
    }
    Some(format!("a member of {name} was renamed"))
}
