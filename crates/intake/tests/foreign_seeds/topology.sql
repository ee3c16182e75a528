COPY teiv_data."o-ran-smo-teiv-ran_ODUFunction" ("id", "gNBId", "REL_FK_managed-by-managedElement") FROM stdin;
odu-1	1	me-1
\.
COPY teiv_data."o-ran-smo-teiv-oam_ManagedElement" ("id") FROM stdin;
me-1
\.
COPY teiv_data."5A1D611A68E4A8B2" ("id", "aSide_PhysicalAppliance", "bSide_ODUFunction") FROM stdin;
r	pa-1	odu-1
\.
COPY teiv_data."o-ran-smo-teiv-physical_PhysicalAppliance" ("id", "vendorName", "modelName") FROM stdin;
pa-1	"Acme Radio"	"Unit 5"
\.
