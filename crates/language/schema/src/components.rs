//! The strongly connected components of a graph, such as messages that contain each other.

/// Returns, for each node, the number of its strongly connected component. `next` has the successors of each node. A component
/// has a smaller number than the components that lead to it.
///
/// The algorithm is Tarjan's. It uses an explicit stack instead of recursion, so that long paths do not overflow the call stack.
pub fn components(next: &[Vec<usize>]) -> Vec<usize> {
    let mut search = Search {
        next,
        seen: vec![UNSEEN; next.len()],
        low: vec![0; next.len()],
        component: vec![UNSEEN; next.len()],
        open: Vec::new(),
        nodes: 0,
        components: 0,
    };
    for node in 0..next.len() {
        if search.seen[node] == UNSEEN {
            search.visit(node);
        }
    }
    search.component
}

const UNSEEN: usize = usize::MAX;

struct Search<'a> {
    next: &'a [Vec<usize>],
    /// The order in which the nodes were reached.
    seen: Vec<usize>,
    /// For each node, the position of the earliest open node that it reaches.
    low: Vec<usize>,
    component: Vec<usize>,
    /// Nodes whose component is not known yet.
    open: Vec<usize>,
    nodes: usize,
    components: usize,
}

impl Search<'_> {
    fn visit(&mut self, root: usize) {
        let mut path = vec![(root, 0)];
        self.enter(root);
        while let Some((node, step)) = path.pop() {
            match self.next[node].get(step) {
                Some(&to) if self.seen[to] == UNSEEN => {
                    path.extend_from_slice(&[(node, step + 1), (to, 0)]);
                    self.enter(to);
                }
                Some(&to) => {
                    if self.component[to] == UNSEEN {
                        self.low[node] = self.low[node].min(self.seen[to]);
                    }
                    path.push((node, step + 1));
                }
                None => {
                    self.leave(node);
                    if let Some(&(before, _)) = path.last() {
                        self.low[before] = self.low[before].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        (self.seen[node], self.low[node]) = (self.nodes, self.nodes);
        self.nodes += 1;
        self.open.push(node);
    }

    /// Closes the component of a node, unless the node reaches an earlier open node.
    fn leave(&mut self, node: usize) {
        if self.low[node] != self.seen[node] {
            return;
        }
        while let Some(last) = self.open.pop() {
            self.component[last] = self.components;
            if last == node {
                break;
            }
        }
        self.components += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_reach_each_other_share_a_component() {
        let found = components(&[vec![1], vec![2], vec![0, 3], vec![4], vec![], vec![5, 0]]);
        assert_eq!(found, [2, 2, 2, 1, 0, 3]);
    }

    #[test]
    fn survives_a_long_chain() {
        let next: Vec<Vec<usize>> = (1..=200_000).map(|to| vec![to % 200_000]).collect();
        assert!(components(&next).iter().all(|&component| component == 0));
    }
}
