//! The graph of the relations between items, which are numbers here.

use shared::program::error::Result;

/// The relations. The successors of an item are in reverse order of the input: items that become
/// free at the same time are printed in this order.
pub(crate) struct Graph {
    /// Where the successors of each item start in `successors`, and the end of the last ones.
    starts: Vec<usize>,
    /// `None` for a relation that was removed to break a loop.
    successors: Vec<Option<u32>>,
    /// How many predecessors of each item were not printed yet.
    before: Vec<usize>,
    printed: Vec<bool>,
}

impl Graph {
    pub(crate) fn new(items: usize, relations: &[(u32, u32)]) -> Self {
        let mut before = vec![0; items];
        let mut starts = vec![0; items + 1];
        for &(first, second) in relations {
            starts[first as usize] += 1;
            before[second as usize] += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        // Each list is filled from its end, which leaves its start in `starts`.
        let mut successors = vec![None; relations.len()];
        for &(first, second) in relations {
            let place = &mut starts[first as usize];
            *place -= 1;
            successors[*place] = Some(second);
        }
        Self {
            starts,
            successors,
            before,
            printed: vec![false; items],
        }
    }

    /// Returns the items without predecessors.
    pub(crate) fn roots(&self) -> Vec<u32> {
        let items = 0..self.before.len() as u32;
        items.filter(|&item| self.is_free(item)).collect()
    }

    /// Returns whether the item may be printed now.
    pub(crate) fn is_free(&self, item: u32) -> bool {
        self.before[item as usize] == 0 && !self.printed[item as usize]
    }

    /// Prints free items, then those that become free by that, and so on. Returns how many were
    /// printed.
    pub(crate) fn print_from(
        &mut self,
        mut queue: Vec<u32>,
        print: &mut dyn FnMut(u32) -> Result,
    ) -> Result<usize> {
        let mut next = 0;
        while let Some(&item) = queue.get(next) {
            next += 1;
            print(item)?;
            self.printed[item as usize] = true;
            for successor in self.places(item).filter_map(|place| self.successors[place]) {
                let before = &mut self.before[successor as usize];
                *before -= 1;
                if *before == 0 {
                    queue.push(successor);
                }
            }
        }
        Ok(next)
    }

    /// Finds a loop and removes the relation that closes it. Returns the items of the loop.
    ///
    /// Starting at the first item in `order` that is not free, it goes through `order` again and
    /// again, and steps from the last item of the path to each predecessor it meets, until it
    /// meets one twice.
    pub(crate) fn break_loop(&mut self, order: &[u32]) -> Vec<u32> {
        let mut path: Vec<u32> = Vec::new();
        // The successor on the path of each item that was met.
        let mut behind: Vec<Option<u32>> = vec![None; self.before.len()];
        loop {
            for &item in order.iter().filter(|&&item| self.before[item as usize] > 0) {
                let Some(&last) = path.last() else {
                    path.push(item);
                    continue;
                };
                let closing = self
                    .places(item)
                    .find(|&place| self.successors[place] == Some(last));
                let Some(place) = closing else { continue };
                if behind[item as usize].is_none() {
                    behind[item as usize] = Some(last);
                    path.push(item);
                    continue;
                }
                self.successors[place] = None;
                self.before[last as usize] -= 1;
                let start = path.iter().rposition(|&met| met == item).unwrap_or(0);
                path.drain(..start);
                path.reverse();
                return path;
            }
        }
    }

    fn places(&self, item: u32) -> std::ops::Range<usize> {
        self.starts[item as usize]..self.starts[item as usize + 1]
    }
}
