# With the C library inside the executable, look-ups of users and hosts must use its built-in
# services only. Other services in /etc/nsswitch.conf are shared objects, which load a second C
# library (libnss_systemd.so then crashes). The symbol is weak: executables without such look-ups
# get no code.
	.section .init_array,"aw"
	.p2align 3
	.quad	corelink_own_services
	.section .text.corelink_own_services,"ax",@progbits
corelink_own_services:
	pushq	%rbx
	movq	__nss_configure_lookup@GOTPCREL(%rip), %rbx
	testq	%rbx, %rbx
	je	1f
	leaq	passwd(%rip), %rdi
	leaq	files(%rip), %rsi
	call	*%rbx
	leaq	group(%rip), %rdi
	leaq	files(%rip), %rsi
	call	*%rbx
	leaq	hosts(%rip), %rdi
	leaq	files_dns(%rip), %rsi
	call	*%rbx
1:	popq	%rbx
	ret
	.type	corelink_own_services, @function
	.size	corelink_own_services, . - corelink_own_services
	.weak	__nss_configure_lookup
	.section .rodata.corelink_own_services,"a",@progbits
passwd:	.asciz	"passwd"
group:	.asciz	"group"
hosts:	.asciz	"hosts"
files:	.asciz	"files"
files_dns:	.asciz	"files dns"
	.section .note.GNU-stack,"",@progbits
