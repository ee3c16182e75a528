//! A small project without a fault, and with nothing left open.

/// Its files: path and text.
pub(crate) const FILES: &[(&str, &str)] = &[
    (
        "keyholder.toml",
        "format = 1\nname = \"small\"\nas_of = 2026-01-31\nsynthetic = true\n",
    ),
    (
        "parties/op.toml",
        "id = \"op\"\nname = \"Operator\"\nkind = \"company\"\nseat = \"XA\"\ndispersed_percent = 100\n",
    ),
    (
        "parties/acme.toml",
        "id = \"acme\"\nname = \"Acme\"\nkind = \"company\"\nseat = \"XB\"\ndispersed_percent = 40\n\
         \n[[owner]]\nparty = \"op\"\npercent = 60\n",
    ),
    (
        "components/amf.toml",
        "id = \"amf\"\nname = \"AMF\"\nsupplier = \"acme\"\nkind = \"software\"\nauto_sign = true\n\
         \n[[route]]\nid = \"amf-update\"\nkind = \"signed-update\"\nkeyholders = [\"acme\", \"op\"]\nthreshold = 2\n\
         \n[[route.safeguard]]\nkind = \"approval\"\nparty = \"op\"\n\
         \n[[release]]\nversion = \"1\"\nbom = [\"documents/amf.cdx.json\"]\n",
    ),
    (
        "components/lib.toml",
        "id = \"lib\"\nname = \"Library\"\nsupplier = \"acme\"\nkind = \"software\"\npurl = \"pkg:generic/acme/lib\"\n\
         auto_sign = false\nroutes = \"none\"\n\n[[release]]\nversion = \"2\"\nbom = \"none\"\n",
    ),
    (
        "documents/amf.cdx.json",
        "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"version\": 1, \"components\": [\
         {\"type\": \"library\", \"name\": \"lib\", \"version\": \"2\", \"purl\": \"pkg:generic/acme/lib@2\"}]}\n",
    ),
    (
        "routes/access.toml",
        "[[route]]\nid = \"support\"\nkind = \"remote-maintenance\"\nkeyholders = [\"acme\"]\nthreshold = 1\n\
         safeguards = \"none\"\n\n[route.leads_to]\nfunctions = [\"AMF\"]\n",
    ),
    ("functions.toml", FUNCTIONS),
    (
        "network/elements.csv",
        "element,function,operator,place,pool,host,manager,hardware,firmware,platform,application,wave\n\
         amf-1,AMF,op,north,amf,none,none,none,none,none,amf@1,\n\
         amf-2,AMF,op,north,amf,none,none,none,none,none,amf@1,\n\
         gnb-1,gNB,op,north,gnb,none,none,none,none,none,none,\n",
    ),
    (
        "network/pools.csv",
        "pool,function,operator,needed,serves\namf,AMF,op,1,*\ngnb,gNB,op,1,*\n",
    ),
    (
        "network/places.csv",
        "place,name,operator,region,subscribers\nnorth,North,op,Upper,1000\n",
    ),
];

/// The network has one function of the core, and says so.
const FUNCTIONS: &str = "\
[[function]]
name = \"SMF\"
need = \"no\"
why = \"left out here\"

[[function]]
name = \"UPF\"
need = \"no\"
why = \"left out here\"

[[function]]
name = \"AUSF\"
need = \"no\"
why = \"left out here\"

[[function]]
name = \"UDM\"
need = \"no\"
why = \"left out here\"
";
