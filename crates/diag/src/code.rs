//! The register of codes. Each has a page in `docs/diagnostics/`, and a test that shows it.

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The statement cannot be used; the rest of the project can.
    Error,
    /// Used, but probably not what was meant.
    Warning,
    /// Nothing wrong; something is not known, or could be said better.
    Note,
}

impl Severity {
    /// The word that is printed.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

macro_rules! codes {
    ($($code:ident $severity:ident $title:literal;)*) => {
        /// A stable code. `KH01xx`: files and syntax; `KH02xx`: tables; `KH03xx`: names;
        /// `KH04xx`: sense; `KH05xx`: received documents; `KH06xx`: what is not stated; `KH07xx`: exports of others;
        /// `KH080x`: evidence; `KH085x`: catalogues of principles;
        /// `KH09xx`: the gate.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $title] $code,)* }

        /// Every code, in order.
        pub const ALL_CODES: &[Code] = &[$(Code::$code,)*];

        impl Code {
            /// How grave.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$code => Severity::$severity,)* }
            }
            /// As printed: `KH0102`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$code => stringify!($code),)* }
            }
            /// In a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Code::$code => $title,)* }
            }
            /// Its page: what it means, an example, and the remedy.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$code => include_str!(concat!("../../../docs/diagnostics/", stringify!($code), ".md")),)*
                }
            }
            /// The code with that name, in any case.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Code> {
                ALL_CODES.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name))
            }
        }
    };
}

codes! {
    KH0101 Error "no project file";
    KH0102 Error "syntax error in a TOML file";
    KH0103 Error "unknown key";
    KH0104 Error "missing key";
    KH0105 Error "value of the wrong type";
    KH0106 Error "value not among the allowed ones";
    KH0107 Error "format version not supported";
    KH0108 Error "file is not UTF-8 text";
    KH0109 Error "file too large";
    KH0110 Error "too deep or too many";
    KH0111 Warning "file that nothing reads";
    KH0112 Error "not a date";
    KH0113 Error "not a percentage";
    KH0114 Warning "file name and id differ";
    KH0201 Error "column missing";
    KH0202 Error "unknown column";
    KH0203 Error "row with too few or too many cells";
    KH0204 Error "cell is not a number";
    KH0205 Error "table cannot be read further";
    KH0206 Error "column named twice";
    KH0301 Error "name defined twice";
    KH0302 Error "unknown party";
    KH0303 Error "unknown release";
    KH0304 Error "unknown component";
    KH0305 Warning "unknown function, element not placed";
    KH0306 Error "unknown element";
    KH0307 Error "unknown pool";
    KH0308 Error "unknown place";
    KH0310 Error "not a country code";
    KH0311 Error "not a valid name";
    KH0401 Error "threshold cannot be reached";
    KH0402 Error "holdings add up to more than 100 %";
    KH0403 Error "party holds itself";
    KH0404 Error "element is its own host or manager";
    KH0405 Error "pool needs more elements than it has";
    KH0406 Error "element in a pool of another function";
    KH0407 Warning "rollout wave without a staged rollout";
    KH0408 Warning "pool without elements";
    KH0409 Warning "selector matches nothing";
    KH0410 Note "defined and never used";
    KH0411 Warning "listed twice";
    KH0412 Warning "statement dated after the assessment";
    KH0501 Error "document is not valid JSON or XML";
    KH0502 Error "not a known bill of materials";
    KH0503 Warning "entry of a document not understood";
    KH0504 Error "document not found";
    KH0505 Note "author of a component not stated";
    KH0506 Note "parts listed as not inside";
    KH0601 Note "safeguards not stated";
    KH0602 Note "seat of a party not stated";
    KH0603 Note "owners not fully stated";
    KH0604 Note "keyholders not stated";
    KH0605 Note "auto-sign not stated";
    KH0606 Note "release in a layer not stated";
    KH0607 Note "host not stated";
    KH0608 Note "manager not stated";
    KH0609 Note "bill of materials not stated";
    KH0610 Note "subscribers of a place not stated";
    KH0611 Note "needed number of a pool not stated";
    KH0612 Note "threshold of a route not stated";
    KH0613 Note "rollout wave of an element not stated";
    KH0614 Note "function that a place needs is not described";
    KH0615 Note "routes of a component not stated";
    KH0616 Note "what an element serves is not stated";
    KH0617 Note "where a route leads is not stated";
    KH0701 Error "export cannot be read";
    KH0702 Error "export too large";
    KH0703 Error "no table in the export";
    KH0704 Warning "sheet without a header";
    KH0705 Error "map of columns cannot be used";
    KH0706 Warning "formula in a cell";
    KH0711 Error "row without an id";
    KH0712 Error "listed twice in the export";
    KH0713 Error "row stands in another table";
    KH0714 Error "cell not understood";
    KH0715 Error "row cannot be read";
    KH0716 Note "name spelled as an id";
    KH0717 Warning "element not placed on a function";
    KH0718 Warning "name of a party not decided";
    KH0719 Error "component stands otherwise in the project";
    KH0720 Warning "letters that could not be read";
    KH0721 Warning "host or manager not found";
    KH0750 Warning "file of no known export format";
    KH0751 Error "export cannot be read";
    KH0752 Error "key stated twice in an export";
    KH0753 Error "entry of an export cannot be taken";
    KH0754 Error "entry stated twice in an export";
    KH0755 Note "name of an export written otherwise";
    KH0756 Note "kind of entry not taken";
    KH0757 Warning "entry that an export names is not in it";
    KH0758 Warning "value of an export not understood";
    KH0759 Note "image without a fixed version";
    KH0801 Error "unknown evidence";
    KH0802 Error "unknown criterion";
    KH0803 Warning "evidence that has expired";
    KH0804 Warning "evidence about a release that is not in service";
    KH0805 Warning "document of evidence not there";
    KH0806 Note "evidence that contradicts";
    KH0851 Error "unknown framework";
    KH0852 Error "unknown check";
    KH0853 Error "parameter that the check does not take";
    KH0854 Error "outcome without a case or a meaning";
    KH0855 Error "case that comes out otherwise";
    KH0856 Error "unknown principle";
    KH0857 Error "catalogue that names a supplier";
    KH0858 Error "unknown function or class in a principle";
    KH0859 Error "unknown criterion in a principle";
    KH0860 Error "other catalogue than the project demands";
    KH0861 Error "rule that cannot be run";
    KH0901 Error "pinned key or list that cannot be used";
    KH0902 Error "name in the gate that nobody knows";
    KH0903 Error "person whose key cannot be used";
    KH0904 Error "policy that does not keep its cases";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_that_begins_with_its_name() {
        for code in ALL_CODES {
            let first = code.page().lines().next().unwrap_or("");
            assert_eq!(first, format!("# {}: {}", code.as_str(), code.title()));
            assert!(
                code.page().contains("## Remedy"),
                "{} has no remedy",
                code.as_str()
            );
        }
    }
}
