SET client_encoding = UTF8;
COPY public.dcim_site (id, name, slug, region_id, tenant_id) FROM stdin;
1	Harbour\tEast	harbour	\N	\N
2	short
\.

COPY public.dcim_device (id, name, device_type_id, role_id, site_id) FROM stdin;
4	router-1	\N	\N	1
\.

COPY public.auth_user (id, name) FROM stdin;
1	nobody
\.
