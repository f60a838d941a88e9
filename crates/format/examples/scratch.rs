use std::path::Path;
fn walk(dir: &Path, out: &mut Vec<std::path::PathBuf>) {
    let mut e: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    e.sort();
    for p in e { if p.is_dir() { walk(&p, out) } else if p.extension().is_some_and(|x| x == "proto") { out.push(p) } }
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (i, o) = (Path::new(&a[1]), Path::new(&a[2]));
    let mut files = vec![]; walk(i, &mut files);
    let t = std::time::Instant::now();
    let mut bytes = 0; let mut bad = 0;
    for f in files {
        let Ok(text) = std::fs::read_to_string(&f) else { continue };
        let r = std::panic::catch_unwind(|| match std::env::var("RAW") { Ok(_) => protoward_format::raw(&text), Err(_) => match protoward_format::format(&text) { Ok(t) => Some(t.into_owned()), Err(e) => { eprintln!("{}: {e} {e:?}", f.display()); None } } }).unwrap_or(Some("PANIC".into()));
        let Some(r) = r else { bad += 1; continue };
        bytes += r.len();
        let p = o.join(f.strip_prefix(i).unwrap());
        std::fs::create_dir_all(p.parent().unwrap()).unwrap();
        std::fs::write(p, r).unwrap();
    }
    eprintln!("{bytes} bytes, {bad} unparsed, {:?}", t.elapsed());
}
